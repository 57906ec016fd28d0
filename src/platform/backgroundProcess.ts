import type { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { endGroup, groupRuns } from './processGroup.ts';

/** A command that runs on its own. Its last output is kept until it is read. */
export interface BackgroundProcess {
  readonly command: string;
  runs(): boolean;
  /** Output since the last read. */
  read(): Promise<{ readonly output: string; readonly running: boolean; readonly exitCode: number | null }>;
  end(): Promise<void>;
}

/** Characters kept between two reads. */
const keptCharacters = 64 * 1024;

/** How often it is looked whether what an ended command left behind still runs, in milliseconds. */
const lookMs = 1000;

/** How long what was written last may be on its way, in milliseconds: longer only where something else holds the pipe. */
const pipePatience = 1500;

/** How long the news of a process that has ended may take, in milliseconds. */
const exitPatience = 5000;

/**
 * Follows a started command. `gone` is called once its whole group has ended; its number is never used after that. What
 * it resolves with is added to the output.
 */
export function startBackground(
  command: string,
  child: ChildProcess,
  group: number,
  gone: () => Promise<string>,
): BackgroundProcess {
  let text = '';
  let dropped = 0;
  let ended = false;
  let exited = false;
  let settled: Promise<void> | undefined;
  let exitCode: number | null = null;
  const look = (): void => {
    if (runs()) setTimeout(look, lookMs).unref();
  };
  const runs = (): boolean => {
    if (!exited) return true;
    if (ended || groupRuns(group)) return !ended;
    ended = true;
    settled = gone().then(
      (last) => take(last),
      (error: unknown) => take(`\n[${error instanceof Error ? error.message : String(error)}]\n`),
    );
    return false;
  };
  const take = (more: string): void => {
    text += more;
    if (text.length <= 2 * keptCharacters) return;
    dropped += text.length - keptCharacters;
    text = text.slice(-keptCharacters);
  };
  child.once('exit', (code) => {
    exited = true;
    exitCode = code;
    look();
  });
  for (const stream of [child.stdout, child.stderr]) {
    const decoder = new TextDecoder();
    stream?.on('data', (chunk: Buffer) => take(decoder.decode(chunk, { stream: true })));
    stream?.once('close', () => take(decoder.decode()));
  }
  return {
    command,
    runs,
    async read() {
      runs();
      await settled;
      const cut = Math.max(0, text.length - keptCharacters);
      const missing = dropped + cut;
      const output = `${missing > 0 ? `[… ${missing} earlier characters were dropped …]\n` : ''}${text.slice(cut)}`;
      [text, dropped] = ['', 0];
      return { output, running: runs(), exitCode };
    },
    async end() {
      if (runs()) await endGroup(group);
      // The system knows that it has ended before node tells us.
      if (!exited) await Promise.race([new Promise((resolve) => child.once('exit', resolve)), wait(exitPatience)]);
      // What was written last is still on its way through the pipe.
      await Promise.race([closed(child), wait(pipePatience)]);
      child.stdout?.destroy();
      child.stderr?.destroy();
      runs();
      await settled;
    },
  };
}

async function closed(child: ChildProcess): Promise<void> {
  if (child.stdout?.closed && child.stderr?.closed) return;
  await new Promise((resolve) => child.once('close', resolve));
}
