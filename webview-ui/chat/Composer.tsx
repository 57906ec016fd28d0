import { type KeyboardEvent, memo, type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import type { Attachment } from '../../src/protocol/events.ts';
import { loadSaved, post, save } from '../bridge.ts';
import { t } from '../strings.ts';
import { Button, Icon, TextArea } from '../ui.tsx';
import type { Draft, ViewState } from '../viewState.ts';
import { Attachments } from './Attachments.tsx';
import { DropHint } from './DropHint.tsx';
import { useDroppedFiles } from './droppedFiles.ts';
import { MentionList } from './MentionList.tsx';
import { attachmentLimit, keyOf } from './mention.ts';
import { usePromptHistory } from './promptHistory.ts';
import { useImages } from './useImages.ts';
import { useMentions } from './useMentions.ts';

interface Props {
  readonly busy: boolean;
  readonly hasFolder: boolean;
  readonly earlier: () => readonly string[];
  readonly mentions: ViewState['mentions'];
  readonly sizes: ViewState['sizes'];
  readonly room: number;
  /** The name of the model where it cannot see images. */
  readonly blind: string | undefined;
  readonly onModel: () => void;
  readonly draft: Draft | undefined;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

/** Characters that one message may have. */
const textLimit = 1_000_000;

/** The draft that was put in last: the composer is drawn anew whenever the history closes, and must not take it twice. */
let taken: Draft | undefined;

/** Where the person writes. Enter sends, Shift+Enter breaks the line, the arrow keys bring back earlier messages. */
export const Composer = memo(function Composer(props: Props): ReactNode {
  const { busy, hasFolder, earlier, mentions: found, sizes, room, blind, onModel, draft, field } = props;
  const [text, setText] = useState(() => loadSaved().draft);
  const [attachments, setAttachments] = useState<readonly Attachment[]>([]);
  const images = useImages();
  const [problem, setProblem] = useState<string>();
  /** The person has sent the message while an image of it is still being read. */
  const [soon, setSoon] = useState(false);
  const caret = useRef<number>(undefined);
  const picker = useRef<HTMLInputElement>(null);
  const history = usePromptHistory(earlier);
  const listId = useId();

  const write = (next: string, at: number): void => {
    setText(next);
    caret.current = at;
  };
  const mentions = useMentions({ text, found, field, write });
  const { chosen, listed, entries, active } = mentions;

  useEffect(() => save({ draft: text, mentions: chosen }), [text, chosen.length]);
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
    if (draft.images.length > 0) images.addRead(draft.images);
    field.current?.focus();
  }, [draft, field]);
  const empty = text.trim() === '' && images.list.length === 0;
  const unseen = images.list.length > 0 && blind !== undefined;
  const dragging = useDroppedFiles((files, paths) => {
    if (!hasFolder) return;
    if (files.length > 0) images.add(files);
    setAttachments((current) => {
      const there = new Set(current.map(keyOf));
      return [...current, ...[...new Set(paths)].map((path) => ({ path })).filter((one) => !there.has(keyOf(one)))];
    });
    field.current?.focus();
  });

  const send = (): void => {
    setSoon(images.reading);
    if (images.reading || empty || unseen || !hasFolder) return;
    const mentioned = chosen.map(({ attachment }) => attachment);
    const sent = { text: text.trim(), attachments: [...attachments, ...mentioned] };
    const tooMuch = overLimit(sent);
    if (tooMuch !== undefined) {
      setProblem(tooMuch);
      return;
    }
    post({ type: 'prompt', ...sent, images: [...images.list] });
    setText('');
    setAttachments([]);
    images.clear();
    setProblem(undefined);
    mentions.reset();
    history.reset();
    field.current?.focus();
  };

  useEffect(() => {
    if (!soon || images.reading) return;
    setSoon(false);
    // What was not added may change what the person wants to send.
    if (images.notes.length === 0) send();
  }, [soon, images.reading]);

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return;
    if (mentions.onKey(event)) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
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

  return (
    <div className="composer">
      <DropHint dragging={dragging} />
      {listed ? (
        <MentionList
          id={listId}
          entries={entries}
          kind={mentions.kind}
          searching={mentions.searching}
          active={active}
          onChoose={mentions.choose}
        />
      ) : null}
      <Attachments
        attachments={[...attachments, ...chosen.map(({ attachment }) => attachment)]}
        images={images.list}
        reading={images.reading}
        sizes={sizes}
        room={room}
        blind={unseen ? blind : undefined}
        onModel={onModel}
        onRemoveAttachment={(index) => {
          const mentioned = chosen[index - attachments.length];
          if (mentioned) mentions.remove(mentioned);
          else setAttachments(attachments.filter((_, at) => at !== index));
        }}
        onRemoveImage={images.remove}
      />
      {[...new Set([...images.notes, ...(problem === undefined ? [] : [problem])])].map((one) => (
        <p className="composerProblem" role="alert" key={one}>
          <Icon name="warning" />
          {one}
        </p>
      ))}
      <TextArea
        element={field}
        label={t('composer.name')}
        placeholder={placeholder(busy, hasFolder)}
        value={text}
        disabled={!hasFolder}
        listId={listed ? listId : undefined}
        activeId={listed && entries.length > 0 ? `${listId}-${active}` : undefined}
        onChange={(value) => {
          setText(value);
          history.reset();
        }}
        onSelect={mentions.look}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          const pasted = [...event.clipboardData.files];
          if (pasted.length === 0) return;
          event.preventDefault();
          images.add(pasted);
        }}
      />
      <div className="composerBar">
        <Button
          kind="icon"
          label={t('composer.mention')}
          onPress={mentions.begin}
          disabled={!hasFolder}
          icon="mention"
        />
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
          accept="image/*"
          onChange={(event) => {
            images.add([...(event.currentTarget.files ?? [])]);
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
          disabled={(empty && !images.reading) || !hasFolder}
          inert={unseen}
          description={unseen ? t('image.unseen', { model: blind }) : undefined}
          onPress={send}
          icon="arrow-up"
        />
      </div>
    </div>
  );
});

/** Why a message cannot go as it is: the host takes no larger one, and it must not be lost on the way. */
function overLimit({ text, attachments }: Pick<Draft, 'text' | 'attachments'>): string | undefined {
  if (attachments.length > attachmentLimit) {
    return t('composer.tooMany', { count: attachments.length, limit: attachmentLimit });
  }
  return text.length > textLimit ? t('composer.tooLong', { length: text.length, limit: textLimit }) : undefined;
}

function placeholder(busy: boolean, hasFolder: boolean): string {
  if (!hasFolder) return t('composer.placeholderNoFolder');
  return busy ? t('composer.placeholderBusy') : t('composer.placeholder');
}
