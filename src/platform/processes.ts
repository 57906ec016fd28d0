import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Processes, ProcessResult } from '../agent/ports.ts';
import { ToolError } from '../agent/tool.ts';
import { type BackgroundProcess, startBackground } from './backgroundProcess.ts';
import { readOnlyEnvironment } from './commandEnvironment.ts';
import { errorCode } from './errorCode.ts';
import { createOutputCapture, type OutputCapture } from './outputCapture.ts';
import { endGroup, groupRuns, signalGroup, startGroup } from './processGroup.ts';
import { watchMemory } from './processTree.ts';
import { limitsOfMachine } from './sandbox/limits.ts';
import type { CommandSandbox, SandboxedCommand } from './sandbox/sandbox.ts';

export interface ProcessOptions {
  /** The whole environment of commands, as `commandEnvironment` makes it. */
  readonly environment: Readonly<Record<string, string>>;
  /** That of commands which only look, as `readOnlyEnvironment` makes it; asked before each of them. */
  readonly looking?: () => Readonly<Record<string, string>>;
  /** A private folder for output that is too long to keep in memory. */
  readonly spillFolder: string;
  /** The bash to use; by default the one on the path. */
  readonly shell?: string;
  /** Without one, a command that must run in the sandbox does not run. */
  readonly sandbox?: Pick<CommandSandbox, 'wrap'>;
}

/** Memory in use of all processes of one command together. */
const memoryKb = limitsOfMachine().totalKb;

/** Characters streamed to the person per command; what follows is in the result only. */
const liveLimit = 1_000_000;
/** A pipe that a process outside the group holds open is read until nothing came for `drainMs`, or `drainLimitMs` in all. */
const drainMs = 250;
const drainLimitMs = 5000;
/** How long processes that a finished command left behind may take to end by themselves. */
const graceMs = 100;

/** Commands in bash. Call `dispose` at the end: it ends all that still runs. */
export function createProcesses(options: ProcessOptions): Processes & { dispose(): Promise<void> } {
  const { environment, spillFolder, shell = 'bash', sandbox } = options;
  const looking = options.looking ?? (() => readOnlyEnvironment(environment));
  const groups = new Set<number>();
  const background = new Map<string, BackgroundProcess>();
  let count = 0;

  // The host may end without disposing; signals are all that can be sent then.
  const endAll = (): void => {
    for (const group of groups) signalGroup(group, 'SIGKILL');
  };
  process.on('exit', endAll);

  async function wrap(command: string, wanted: boolean, signal?: AbortSignal): Promise<SandboxedCommand | undefined> {
    if (!wanted) return undefined;
    if (!sandbox) throw new ToolError('There is no sandbox here, so the command was not run.');
    return await sandbox.wrap(command, signal);
  }

  async function start(
    command: string,
    { cwd, readOnly }: { readonly cwd: string; readonly readOnly?: boolean },
  ): Promise<{ child: ChildProcess; group: number }> {
    const child = startGroup(command, { cwd, environment: readOnly ? looking() : environment, shell });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => reject(startError(error, shell, cwd)));
    });
    const group = child.pid;
    if (group === undefined) throw new Error('a started process has no id');
    groups.add(group);
    return { child, group };
  }

  function find(id: string): BackgroundProcess {
    const found = background.get(id);
    if (found) return found;
    const ids = [...background.keys()].join(', ');
    throw new ToolError(`There is no background process ${id}. ${ids ? `There are: ${ids}.` : 'None was started.'}`);
  }

  return {
    async run(command, { timeoutMs, signal, output, sandbox: sandboxed, ...where }): Promise<ProcessResult> {
      signal.throwIfAborted();
      const wrapped = await wrap(command, sandboxed, signal);
      let refused: readonly string[] = [];
      try {
        const { child, group } = await start(wrapped?.line ?? command, where);
        const capture = createOutputCapture(spillFolder);
        const reading = readAll([child.stdout, child.stderr], capture, output);
        const ended = exitOf(child);

        let timedOut = false;
        let limit: string | undefined;
        let ending: Promise<void> | undefined;
        const end = (): void => {
          ending ??= endGroup(group);
        };
        const timer = setTimeout(() => {
          timedOut = true;
          end();
        }, timeoutMs);
        const memory = watchMemory(group, memoryKb, () => {
          limit = memoryText;
          end();
        });
        signal.addEventListener('abort', end, { once: true });
        try {
          if (signal.aborted) end();
          const exitCode = await ended;
          clearTimeout(timer);
          const left = ending === undefined && (await outlives(group));
          if (left) end();
          await ending;
          await reading.finish();
          signal.throwIfAborted();
          const result = await capture.finish();
          refused = (await wrapped?.finish()) ?? [];
          return {
            exitCode: timedOut || limit !== undefined ? null : exitCode,
            timedOut,
            output: result.output + (left ? leftText(result.output) : ''),
            spill: result.spill,
            sandboxed,
            refused,
            limit,
          };
        } finally {
          clearTimeout(timer);
          memory.stop();
          signal.removeEventListener('abort', end);
          groups.delete(group);
        }
      } catch (error) {
        await wrapped?.finish();
        throw error;
      }
    },
    async start(command, { sandbox: sandboxed, ...where }) {
      const wrapped = await wrap(command, sandboxed);
      try {
        const { child, group } = await start(wrapped?.line ?? command, where);
        count += 1;
        const id = `p${count}`;
        const memory = watchMemory(group, memoryKb, () => void endGroup(group));
        const gone = async (): Promise<string> => {
          memory.stop();
          groups.delete(group);
          const refused = (await wrapped?.finish()) ?? [];
          return refused.length === 0 ? '' : `\n[The sandbox refused: ${refused.join('; ')}]\n`;
        };
        background.set(id, startBackground(command, child, group, gone));
        return id;
      } catch (error) {
        await wrapped?.finish();
        throw error;
      }
    },
    async read(id) {
      return find(id).read();
    },
    async kill(id) {
      const found = find(id);
      await found.end();
      const { output, exitCode } = await found.read();
      return { output, exitCode };
    },
    running() {
      return [...background].flatMap(([id, one]) => (one.runs() ? [{ id, command: one.command }] : []));
    },
    async dispose() {
      await Promise.all([...groups].map(endGroup));
      groups.clear();
      background.clear();
      process.off('exit', endAll);
    },
  };
}

const memoryText = `its processes used more than ${(memoryKb / 1024 / 1024).toFixed(1)} GB of memory together`;

function leftText(output: string): string {
  return `${output.endsWith('\n') || output === '' ? '' : '\n'}[Processes that the command left running were ended. Use background: true for what should go on.]`;
}

/** The exit code once the command itself has ended, `null` after a signal. */
function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

/** True when processes of a finished command go on running. */
async function outlives(group: number): Promise<boolean> {
  const deadline = performance.now() + graceMs;
  while (groupRuns(group)) {
    if (performance.now() > deadline) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return false;
}

/** Reads the streams into the capture, and to the person as text; `finish` stops at a pipe that is held open. */
function readAll(
  streams: readonly (Readable | null)[],
  capture: OutputCapture,
  output: (text: string) => void,
): { finish(): Promise<void> } {
  let live = 0;
  let received = 0;
  let order = Promise.resolve();
  const show = (text: string): void => {
    if (text === '' || live > liveLimit) return;
    live += text.length;
    output(live > liveLimit ? '\n[More output follows; it is in the result.]\n' : text);
  };
  const open = streams.filter((stream) => stream !== null);
  const reads = open.map(async (stream) => {
    const decoder = new TextDecoder();
    const closed = new Promise<void>((resolve) => stream.once('close', resolve));
    stream.on('data', (chunk: Buffer) => {
      received += chunk.length;
      show(decoder.decode(chunk, { stream: true }));
      stream.pause();
      order = order.then(() => capture.push(chunk)).then(() => void stream.resume());
    });
    await closed;
    show(decoder.decode());
  });
  return {
    async finish() {
      const all = Promise.all(reads);
      const deadline = performance.now() + drainLimitMs;
      for (let before = -1; before !== received && performance.now() < deadline; ) {
        before = received;
        const idle = new Promise<'idle'>((resolve) => setTimeout(() => resolve('idle'), drainMs));
        if ((await Promise.race([all, idle])) !== 'idle') break;
        await order;
      }
      for (const stream of open) stream.destroy();
      await all;
      await order;
    },
  };
}

function startError(error: Error, shell: string, cwd: string): Error {
  if (errorCode(error) !== 'ENOENT') return error;
  return new ToolError(
    `The command could not be started: either the folder ${cwd} does not exist, or there is no ${shell} on the path. On Windows, install Git for Windows, which brings bash.`,
    { cause: error },
  );
}
