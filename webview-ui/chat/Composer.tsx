import {
  type DragEvent,
  type KeyboardEvent,
  memo,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import type { ImageBlock } from '../../src/protocol/content.ts';
import type { Attachment } from '../../src/protocol/events.ts';
import { loadSaved, post, save } from '../bridge.ts';
import { t } from '../strings.ts';
import { Button, TextArea } from '../ui.tsx';
import type { Draft, ViewState } from '../viewState.ts';
import { Attachments } from './Attachments.tsx';
import { FileSuggestions } from './FileSuggestions.tsx';
import { insertMention, type Mention, mentionAt, stillMentioned } from './mention.ts';
import { droppedPaths, imageLimit, readImages } from './pastedImages.ts';
import { usePromptHistory } from './promptHistory.ts';

interface Props {
  readonly busy: boolean;
  readonly hasFolder: boolean;
  readonly earlier: () => readonly string[];
  readonly files: ViewState['files'];
  readonly draft: Draft | undefined;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

/** The draft that was put in last: the composer is drawn anew whenever the history closes, and must not take it twice. */
let taken: Draft | undefined;

/** Where the person writes. Enter sends, Shift+Enter breaks the line, the arrow keys bring back earlier messages. */
export const Composer = memo(function Composer({ busy, hasFolder, earlier, files, draft, field }: Props): ReactNode {
  const [text, setText] = useState(() => loadSaved().draft);
  const [mentions, setMentions] = useState<readonly string[]>(() => loadSaved().mentions);
  const [attachments, setAttachments] = useState<readonly Attachment[]>([]);
  const [images, setImages] = useState<readonly ImageBlock[]>([]);
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [mention, setMention] = useState<Mention>();
  const [active, setActive] = useState(0);
  const caret = useRef<number>(undefined);
  const picker = useRef<HTMLInputElement>(null);
  const history = usePromptHistory(earlier);
  const listId = useId();

  useEffect(() => save({ draft: text, mentions }), [text, mentions]);
  useEffect(() => {
    if (caret.current === undefined) return;
    field.current?.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  });
  useEffect(() => {
    if (!draft || draft === taken) return;
    taken = draft;
    if (draft.send) {
      post({ type: 'prompt', text: draft.text, attachments: [...draft.attachments], images: [] });
      return;
    }
    setText((current) => (current.trim() === '' ? draft.text : `${current.trimEnd()}\n${draft.text}`));
    setAttachments((current) => [...current, ...draft.attachments]);
    field.current?.focus();
  }, [draft, field]);
  const query = mention?.query;
  useEffect(() => {
    if (query === undefined) return;
    setActive(0);
    const timer = setTimeout(() => post({ type: 'findFiles', query }), 60);
    return () => clearTimeout(timer);
  }, [query]);

  const found = mention && files.query === mention.query ? files.paths : mention ? undefined : [];
  const listed = mention !== undefined && found !== undefined;
  const empty = text.trim() === '' && images.length === 0;

  const send = (): void => {
    if (empty || !hasFolder) return;
    const mentioned = stillMentioned(text, mentions).map((path) => ({ path }));
    post({ type: 'prompt', text: text.trim(), attachments: [...attachments, ...mentioned], images: [...images] });
    setText('');
    setMentions([]);
    setAttachments([]);
    setImages([]);
    setProblems([]);
    setMention(undefined);
    history.reset();
    field.current?.focus();
  };

  const choose = (path: string): void => {
    if (!mention) return;
    const inserted = insertMention(text, mention, path);
    setText(inserted.text);
    caret.current = inserted.caret;
    setMentions([...mentions, path]);
    setMention(undefined);
  };

  const addFiles = async (list: readonly File[]): Promise<void> => {
    const read = await readImages(list, imageLimit - images.length);
    setImages((current) => [...current, ...read.images].slice(0, imageLimit));
    setProblems(read.problems);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return;
    if (listed && found.length > 0 && moveInList(event)) return;
    if (event.key === 'Escape' && mention) {
      event.preventDefault();
      setMention(undefined);
    } else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      send();
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
      const shown = history.step(event.key === 'ArrowUp' ? 'older' : 'newer', event.currentTarget);
      if (shown === undefined) return;
      event.preventDefault();
      setText(shown);
      caret.current = shown.length;
    }
  };

  const moveInList = (event: KeyboardEvent): boolean => {
    const count = found?.length ?? 0;
    if (event.key === 'ArrowDown') setActive((active + 1) % count);
    else if (event.key === 'ArrowUp') setActive((active + count - 1) % count);
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') {
      const path = found?.[active];
      if (path === undefined) return false;
      choose(path);
    } else return false;
    event.preventDefault();
    return true;
  };

  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    const dragged = [...event.dataTransfer.files];
    const paths = droppedPaths(event.dataTransfer.getData('text/uri-list'));
    if (dragged.length > 0) void addFiles(dragged);
    setAttachments((current) => [...current, ...paths.map((path) => ({ path }))].slice(0, 50));
  };

  const startMention = (): void => {
    const at = field.current?.selectionStart ?? text.length;
    const gap = at === 0 || /\s/.test(text[at - 1] ?? '') ? '' : ' ';
    setText(`${text.slice(0, at)}${gap}@${text.slice(at)}`);
    caret.current = at + gap.length + 1;
    setMention({ start: at + gap.length, query: '' });
    field.current?.focus();
  };

  return (
    <div className="composer">
      {listed ? <FileSuggestions id={listId} paths={found} active={active} onChoose={choose} /> : null}
      <Attachments
        attachments={attachments}
        images={images}
        onRemoveAttachment={(index) => setAttachments(attachments.filter((_, at) => at !== index))}
        onRemoveImage={(index) => setImages(images.filter((_, at) => at !== index))}
      />
      {problems.map((problem) => (
        <p className="composerProblem" role="alert" key={problem}>
          {problem}
        </p>
      ))}
      <TextArea
        element={field}
        label={t('composer.name')}
        placeholder={placeholder(busy, hasFolder)}
        value={text}
        disabled={!hasFolder}
        listId={listed ? listId : undefined}
        activeId={listed && found.length > 0 ? `${listId}-${active}` : undefined}
        onChange={(value) => {
          setText(value);
          history.reset();
        }}
        onSelect={() => {
          const element = field.current;
          if (!element) return;
          const next = mentionAt(element.value, element.selectionStart);
          const same = next?.start === mention?.start && next?.query === mention?.query;
          if (!same) setMention(element.selectionStart === element.selectionEnd ? next : undefined);
        }}
        onKeyDown={onKeyDown}
        onDrop={onDrop}
        onPaste={(event) => {
          const pasted = [...event.clipboardData.files];
          if (pasted.length === 0) return;
          event.preventDefault();
          void addFiles(pasted);
        }}
      />
      <div className="composerBar">
        <Button kind="icon" label={t('composer.mention')} onPress={startMention} disabled={!hasFolder} icon="mention" />
        <Button
          kind="icon"
          label={t('composer.attach')}
          onPress={() => picker.current?.click()}
          disabled={!hasFolder}
          icon="file-media"
        />
        <input
          ref={picker}
          type="file"
          hidden
          multiple
          accept="image/png,image/jpeg,image/gif,image/webp"
          onChange={(event) => {
            void addFiles([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
        <span className="grow" />
        {busy ? (
          <Button
            label={t('composer.stop')}
            className="round"
            onPress={() => post({ type: 'stop' })}
            icon="debug-stop"
          />
        ) : null}
        <Button
          kind="primary"
          label={t('composer.send')}
          className="round"
          disabled={empty || !hasFolder}
          onPress={send}
          icon="arrow-up"
        />
      </div>
    </div>
  );
});

function placeholder(busy: boolean, hasFolder: boolean): string {
  if (!hasFolder) return t('composer.placeholderNoFolder');
  return busy ? t('composer.placeholderBusy') : t('composer.placeholder');
}
