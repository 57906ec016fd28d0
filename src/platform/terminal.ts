import type { Delta, Event, EventOf } from '../protocol/events.ts';

// What `belay` writes: the answer goes to standard output, everything about the work to standard error.

/** Without control characters, so that nothing a model or a file says can steer the terminal. */
export function plain(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]/gu, '');
}

/** A sum of money as it is written everywhere. */
export function dollars(cost: number | undefined): string {
  if (cost === undefined) return 'unknown';
  return `$${cost.toFixed(cost > 0 && cost < 0.1 ? 4 : 2)}`;
}

/** One line of output, as it is: JSON, or text of Belay itself. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** One line about the work. */
export function note(line: string): void {
  process.stderr.write(`${plain(line)}\n`);
}

/** The answer as it streams. */
export function printDelta(delta: Delta): void {
  if (delta.type === 'text') process.stdout.write(plain(delta.text));
  if (delta.type === 'waiting') note(`  … ${delta.text}`);
}

/** What a break of the prompt cache is called. */
export type BreakWords = (vector: EventOf<'cacheBreak'>['vector']) => string;

/** What an event tells somebody who watches a run. */
export function printEvent(event: Event, wordsOf: BreakWords): void {
  switch (event.type) {
    case 'assistant':
      if (event.content.some((block) => block.type === 'text')) process.stdout.write('\n');
      break;
    case 'call':
      note(`· ${event.title}`);
      break;
    case 'result':
      if (event.status !== 'ok') note(`  ${event.status}: ${event.text.split('\n')[0]}`);
      break;
    case 'notice':
      if (event.level !== 'info') note(`! ${event.text}`);
      break;
    case 'cacheBreak': {
      const more = event.dollars === null ? 'at a price that is not known' : `${dollars(event.dollars)} more`;
      const tokens = event.tokens.toLocaleString('en');
      note(`! The prompt cache did not hold. ${wordsOf(event.vector)} ${tokens} tokens read anew, ${more}.`);
      break;
    }
    case 'compacted':
      note(`· Conversation compacted: ${event.before} to ${event.after} tokens`);
      break;
    case 'compactionFailed':
      note(`! The conversation could not be compacted: ${event.text}`);
      break;
    case 'ended':
      if (event.text !== '') note(event.text);
      break;
    default:
      break;
  }
}

/** For `sessions show`: like a run, with the messages and the answers that a run has streamed. */
export function printWhole(event: Event, wordsOf: BreakWords): void {
  if (event.type === 'user') print(`> ${plain(event.text).replaceAll('\n', '\n> ')}\n`);
  if (event.type === 'assistant')
    for (const block of event.content) if (block.type === 'text') print(`${plain(block.text)}\n`);
  if (event.type !== 'assistant') printEvent(event, wordsOf);
}
