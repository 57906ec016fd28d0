import type { CallItem, Item, Transcript } from '../../src/protocol/transcriptItems.ts';
import { t } from '../strings.ts';
import { cacheBreakText } from './cacheBreakText.ts';
import { compactedText } from './compactedText.ts';

/** What a screen reader should say now: `polite` after what it is saying, `assertive` at once. */
export interface Announcements {
  readonly polite: readonly string[];
  readonly assertive: readonly string[];
}

/** How much of a conversation was said already. */
export interface Said {
  readonly items: readonly Item[];
  readonly pending: Transcript['pending'];
  readonly plan: boolean;
  readonly budget: Transcript['budget'];
  /** Row of the text that is being said sentence by sentence, and how many characters of it. */
  readonly row: number;
  readonly characters: number;
}

/** Everything in a conversation that was just opened counts as said. */
export function saidAll({ items, pending, budget, plan = false }: Transcript): Said {
  return { items, pending, budget, plan, row: items.length - 1, characters: textAt(items, items.length - 1).length };
}

/**
 * Compares what was said with what is there: finished sentences of the model, outcomes of calls, notices and ends,
 * and, at once, what the person must decide. Never single tokens.
 */
export function announce(said: Said, transcript: Transcript): { readonly said: Said; readonly news: Announcements } {
  const { items, pending, budget, plan = false } = transcript;
  const polite: string[] = plan === said.plan ? [] : [t(plan ? 'announce.planOn' : 'announce.planOff')];
  let { row, characters } = said;
  for (let index = firstChange(said.items, items); index < items.length; index++) {
    const item = items[index];
    if (!item || item === said.items[index]) continue;
    if (item.type === 'text') {
      const from = index === row ? characters : 0;
      const upTo = item.streaming ? Math.max(from, lastSentenceEnd(item.text)) : item.text.length;
      if (upTo > from) polite.push(spoken(item.text.slice(from, upTo)));
      row = index;
      characters = Math.max(from, upTo);
    } else {
      polite.push(...saidOf(item, said.items[index]));
    }
  }
  const asked = pending.filter((one) => !said.pending.some((before) => before.callId === one.callId));
  const assertive = asked.flatMap(({ callId }) => {
    const call = items.findLast((item): item is CallItem => item.type === 'call' && item.callId === callId);
    if (call?.question) return [t('announce.question', { question: call.question.question })];
    return call?.request ? [t('announce.approvalAway', { title: call.request.title })] : [];
  });
  if (budget && budget !== said.budget) assertive.push(t('budget.away'));
  const news = { polite: polite.filter((text) => text.trim() !== ''), assertive };
  return { said: { items, pending, budget, plan, row, characters }, news };
}

/** Only the last rows can differ; looking at a few dozen is enough and does not grow with the conversation. */
function firstChange(before: readonly Item[], after: readonly Item[]): number {
  return Math.max(0, Math.min(before.length, after.length) - 60);
}

function saidOf(item: Item, before: Item | undefined): string[] {
  switch (item.type) {
    case 'call': {
      const was = before?.type === 'call' ? before.state : undefined;
      if (was === item.state || item.state === 'writing' || item.state === 'waiting' || item.state === 'running')
        return [];
      return [t('announce.call', { title: item.title, state: t(`call.${item.state}`) })];
    }
    case 'notice':
      return [item.text];
    case 'cacheBreak':
      return [cacheBreakText(item)];
    case 'ended':
      return before?.type === 'ended' || item.text === '' ? [] : [item.text];
    case 'compacted':
      return [compactedText(item)];
    case 'undone':
      return [t(item.what === 'redone' ? 'undone.redoneSaid' : 'call.undone')];
    default:
      return [];
  }
}

function textAt(items: readonly Item[], index: number): string {
  const item = items[index];
  return item?.type === 'text' ? item.text : '';
}

/** After the last full stop, or line break, that is outside a code fence. */
function lastSentenceEnd(text: string): number {
  const fences = [...text.matchAll(/^ {0,3}(`{3,}|~{3,})/gm)];
  const open = fences.length % 2 === 1 ? (fences.at(-1)?.index ?? text.length) : text.length;
  let end = 0;
  for (const match of text.slice(0, open).matchAll(/[.!?…](?=\s)|\n/g)) end = match.index + match[0].length;
  return end;
}

/** Markdown as one would read it aloud. */
export function spoken(markdown: string): string {
  return markdown
    .replace(/^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?(\n {0,3}\1|$)/gm, `${t('announce.code')} `)
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s*\|?[\s:|-]+\|\s*$/gm, '')
    .replace(/^\s{0,3}#{1,6}\s+/gm, '')
    .replace(/[*_~`|]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
