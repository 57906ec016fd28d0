import { hunks } from '../edits/hunks.ts';
import type { Event, EventOf } from '../protocol/events.ts';
import type { SystemPrompt } from './ports.ts';

/** Characters of what the model is told of one section that changed; a longer text is cut, and says so. */
const mostCharacters = 4000;

/** Lines that are gone, shown of one place. */
const mostRemoved = 8;

type ChangedSection = EventOf<'context'>['sections'][number];

/** The prompt that a conversation was begun with; a fork has that of its original. */
export function keptPrompt(events: readonly Event[]): SystemPrompt | undefined {
  const found = events.find((event) => event.type === 'prompt');
  return found?.type === 'prompt' ? { fixed: found.fixed, dynamic: found.dynamic, parts: found.parts } : undefined;
}

/**
 * What of the dynamic part is otherwise by now than the model was told, each section with a short diff for it. `events`
 * are those that the model reads: what a restore cut off was not told.
 */
export function changedSections(kept: SystemPrompt, events: readonly Event[], now: SystemPrompt): ChangedSection[] {
  const known = sectionsOf(kept);
  for (const event of events) {
    if (event.type !== 'context') continue;
    for (const { id, now: text } of event.sections) known.set(id, text);
  }
  const current = sectionsOf(now);
  return [...new Set([...known.keys(), ...current.keys()])].flatMap((id): ChangedSection[] => {
    const [before, after] = [known.get(id) ?? null, current.get(id) ?? null];
    return before === after ? [] : [{ id, now: after, told: toldText(before, after) }];
  });
}

/** By id; a prompt that does not tell its parts has one. */
function sectionsOf({ dynamic, parts = [] }: SystemPrompt): Map<string, string | null> {
  if (parts.length === 0) return new Map(dynamic === '' ? [] : [['dynamic', dynamic]]);
  return new Map(parts.flatMap(({ id, boundary, text }) => (boundary === 'dynamic' ? [[id, text] as const] : [])));
}

function toldText(before: string | null, after: string | null): string {
  const name = `"${titleOf(after ?? before ?? '')}"`;
  if (after === null) return `[What stands under ${name} in your first instructions no longer holds.]`;
  if (before === null) return `[New in your first instructions, with the same limits:]\n${cut(after)}`;
  const diff = shortDiff(before, after);
  const shorter = diff.length < after.length ? cut(diff) : cut(after);
  return `[What stands under ${name} in your first instructions has changed since, with the same limits:]\n${shorter}`;
}

/** What is new counts, so it stands in full; of what is gone a few lines show where. */
function shortDiff(before: string, after: string): string {
  const lines = hunks(before, after).flatMap(({ oldStart, newStart, removed, added }) => [
    `@@ -${oldStart} +${newStart} @@`,
    ...removed.slice(0, mostRemoved).map((line) => `-${line.replace(/\n$/, '')}`),
    ...(removed.length > mostRemoved ? [`(${removed.length - mostRemoved} more lines are gone)`] : []),
    ...added.map((line) => `+${line.replace(/\n$/, '')}`),
  ]);
  return lines.join('\n');
}

/** Sections begin with a heading of their own. */
function titleOf(text: string): string {
  return /^#+ +(.+)$/m.exec(text)?.[1]?.trim().slice(0, 80) ?? text.trim().split('\n')[0]?.slice(0, 80) ?? '';
}

function cut(text: string): string {
  if (text.length <= mostCharacters) return text;
  const kept = text.slice(0, mostCharacters).replace(/[\uD800-\uDBFF]$/, '');
  return `${kept}\n[cut after ${kept.length} of ${text.length} characters; read the files it comes from for the rest]`;
}
