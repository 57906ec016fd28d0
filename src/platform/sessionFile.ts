import { Event } from '../protocol/events.ts';
import type { SessionSummary } from '../protocol/webview.ts';

/**
 * The events of a session file. A last line that was cut off, and lines that are no event, are left out and told in words.
 * `keep` is the size in bytes up to the end of the last line that counts; what follows it is a cut line.
 */
export function parseSession(bytes: Buffer): {
  readonly events: readonly Event[];
  readonly dropped: string | undefined;
  readonly keep: number;
} {
  const events: Event[] = [];
  const unreadable: number[] = [];
  const end = bytes.lastIndexOf(newline) + 1;
  const lines = bytes.subarray(0, end).toString('utf8').split('\n');
  lines.pop();
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const event = parseEvent(line);
    if (event) events.push(event);
    else unreadable.push(index + 1);
  }
  const rest = bytes.subarray(end).toString('utf8');
  const last = rest === '' ? undefined : parseEvent(rest);
  if (last) events.push(last);

  const notices: string[] = [];
  if (rest !== '' && !last) {
    notices.push(
      'The last entry of this session was cut off when Belay was interrupted, and is left out. Everything before it is here.',
    );
  }
  if (unreadable.length > 0) {
    const shown = unreadable.slice(0, 5).join(', ') + (unreadable.length > 5 ? ' …' : '');
    notices.push(
      `${unreadable.length} damaged ${unreadable.length === 1 ? 'entry' : 'entries'} of this session (line ${shown}) could not be read and ${unreadable.length === 1 ? 'is' : 'are'} left out.`,
    );
  }
  return {
    events,
    dropped: notices.length === 0 ? undefined : notices.join(' '),
    keep: last ? bytes.length : end,
  };
}

const newline = 10;
const titleLength = 80;

/** What the list of sessions shows, from the few lines that matter; `undefined` for a session without a turn. */
export function summariseSession(sessionId: string, text: string, fallbackTime: number): SessionSummary | undefined {
  let title: string | undefined;
  let first: string | undefined;
  let turns = 0;
  for (const line of text.split('\n')) {
    if (!/"type":"(?:user|setting)"/.test(line)) continue;
    const event = parseEvent(line);
    if (event?.type === 'setting' && event.title !== undefined) title = event.title;
    if (event?.type !== 'user' || event.steering) continue;
    turns += 1;
    first ??= event.text;
  }
  if (turns === 0) return undefined;
  const chosen = oneLine(title ?? first ?? '');
  const name = chosen.length > titleLength ? `${chosen.slice(0, titleLength - 1).trimEnd()}…` : chosen;
  return { sessionId, title: name || 'Untitled', updated: lastTime(text) ?? fallbackTime, turns };
}

/** Where a person's or the model's words contain the query, in any case: a short piece around it. */
export function findExcerpt(text: string, query: string): string | undefined {
  const sought = query.toLowerCase();
  // As it would stand inside a JSON string; spares parsing the lines that cannot match.
  const raw = JSON.stringify(sought).slice(1, -1);
  for (const line of text.split('\n')) {
    if (!/"type":"(?:user|assistant)"/.test(line) || !line.toLowerCase().includes(raw)) continue;
    for (const words of spoken(parseEvent(line))) {
      const at = words.toLowerCase().indexOf(sought);
      if (at === -1) continue;
      const [start, end] = [Math.max(0, at - 60), Math.min(words.length, at + query.length + 60)];
      return `${start > 0 ? '…' : ''}${oneLine(words.slice(start, end))}${end < words.length ? '…' : ''}`;
    }
  }
  return undefined;
}

function spoken(event: Event | undefined): string[] {
  if (event?.type === 'user') return [event.text];
  if (event?.type !== 'assistant') return [];
  return event.content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
}

function parseEvent(line: string): Event | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const parsed = Event.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

function lastTime(text: string): number | undefined {
  let end = text.length;
  while (end > 0) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const event = start < end ? parseEvent(text.slice(start, end)) : undefined;
    if (event) return event.time;
    end = start - 1;
  }
  return undefined;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
