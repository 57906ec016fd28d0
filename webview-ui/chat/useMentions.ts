import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react';
import type { MentionItem, MentionKind } from '../../src/protocol/mentions.ts';
import { loadSaved, post } from '../bridge.ts';
import { t } from '../strings.ts';
import type { ViewState } from '../viewState.ts';
import {
  freeWord,
  insertMention,
  type Mention,
  type Mentioned,
  mentionAt,
  offeredKinds,
  singleKinds,
  stillMentioned,
  withoutMention,
} from './mention.ts';

/** A line of the list that opens after `@`: a kind of thing, or a thing. */
export type MentionEntry =
  | { readonly type: 'kind'; readonly kind: MentionKind }
  | { readonly type: 'item'; readonly item: MentionItem };

interface Options {
  readonly text: string;
  readonly found: ViewState['mentions'];
  readonly field: RefObject<HTMLTextAreaElement | null>;
  /** Replaces the text and puts the caret there. */
  write(text: string, caret: number): void;
}

/** Mentions of the message that is being written: what is typed after `@`, the list for it, and what was chosen. */
export function useMentions({ text, found, field, write }: Options) {
  const [mention, setMention] = useState<Mention>();
  const [kind, setKind] = useState<MentionKind>();
  const [active, setActive] = useState(0);
  const [chosen, setChosen] = useState<readonly Mentioned[]>(() => loadSaved().mentions);
  const query = mention?.query;

  useEffect(() => setActive(0), [query, kind]);
  useEffect(() => {
    if (query === undefined) {
      setKind(undefined);
      return;
    }
    const timer = setTimeout(() => post({ type: 'findMentions', query, ...(kind ? { kind } : {}) }), 60);
    return () => clearTimeout(timer);
  }, [query, kind]);

  const known = mention && found.query === mention.query && found.kind === kind ? found.items : undefined;
  const kinds = mention?.query === '' && kind === undefined ? offeredKinds : [];
  const entries: MentionEntry[] = [
    ...kinds.map((one) => ({ type: 'kind' as const, kind: one })),
    ...(known ?? []).map((item) => ({ type: 'item' as const, item })),
  ];
  const listed = mention !== undefined && (entries.length > 0 || known !== undefined || kind !== undefined);

  function choose(entry: MentionEntry): void {
    if (!mention) return;
    if (entry.type === 'kind' && !singleKinds.has(entry.kind)) {
      setKind(entry.kind);
      return;
    }
    const label = entry.type === 'kind' ? t(`mention.${entry.kind}`) : entry.item.label;
    const attachment = entry.type === 'kind' ? { kind: entry.kind, path: '', name: label } : entry.item.attachment;
    const word = freeWord(attachment, label, stillMentioned(text, chosen));
    const inserted = insertMention(text, mention, word);
    write(inserted.text, inserted.caret);
    setChosen([...chosen, { word, attachment }]);
    setMention(undefined);
  }

  /** Takes a key where the list is open; true where it was one for the list. */
  function onKey(event: KeyboardEvent): boolean {
    if (!listed) return false;
    const count = entries.length;
    if (event.key === 'Escape') setMention(undefined);
    else if (event.key === 'Backspace' && kind !== undefined && query === '') setKind(undefined);
    else if (count === 0) return false;
    else if (event.key === 'ArrowDown') setActive((active + 1) % count);
    else if (event.key === 'ArrowUp') setActive((active + count - 1) % count);
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') {
      const entry = entries[active];
      if (!entry) return false;
      choose(entry);
    } else return false;
    event.preventDefault();
    return true;
  }

  return {
    listed,
    entries,
    /** The host has not answered yet. */
    searching: known === undefined,
    active,
    kind,
    chosen: stillMentioned(text, chosen),
    choose,
    onKey,
    /** The caret or the text has moved. */
    look(): void {
      const element = field.current;
      if (!element) return;
      const next =
        element.selectionStart === element.selectionEnd ? mentionAt(element.value, element.selectionStart) : undefined;
      if (next?.start !== mention?.start || next?.query !== mention?.query) setMention(next);
    },
    /** Begins a mention at the caret, as if `@` had been typed. */
    begin(): void {
      const at = field.current?.selectionStart ?? text.length;
      const gap = at === 0 || /\s/.test(text[at - 1] ?? '') ? '' : ' ';
      write(`${text.slice(0, at)}${gap}@${text.slice(at)}`, at + gap.length + 1);
      setMention({ start: at + gap.length, query: '' });
      field.current?.focus();
    },
    remove({ word }: Mentioned): void {
      setChosen(chosen.filter((one) => one.word !== word));
      const left = withoutMention(text, word);
      write(left, left.length);
    },
    reset(): void {
      setChosen([]);
      setMention(undefined);
    },
  };
}
