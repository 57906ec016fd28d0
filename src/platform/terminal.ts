import type { Delta, Event } from '../protocol/events.ts';

// What `belay` writes: the answer goes to standard output, everything about the work to standard error.

/** Without control characters, so that nothing a model or a file says can steer the terminal. */
export function plain(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]/gu, '');
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

/** What an event tells somebody who watches a run. */
export function printEvent(event: Event): void {
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
      const more = event.dollars === null ? 'at a price that is not known' : `$${event.dollars.toFixed(3)} more`;
      note(`! prompt cache missed (${event.vector}): ${event.tokens} tokens read anew, ${more}`);
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
export function printWhole(event: Event): void {
  if (event.type === 'user') print(`> ${plain(event.text).replaceAll('\n', '\n> ')}\n`);
  if (event.type === 'assistant')
    for (const block of event.content) if (block.type === 'text') print(`${plain(block.text)}\n`);
  if (event.type !== 'assistant') printEvent(event);
}
