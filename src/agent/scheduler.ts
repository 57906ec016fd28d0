import type { ToolUseBlock } from '../protocol/content.ts';
import type { NewEvent } from '../protocol/events.ts';
import { runCall } from './call.ts';
import { createChannel } from './channel.ts';
import type { Turn } from './turn.ts';

/** How many reads of one step run at once. */
const parallelReads = 8;

/**
 * Runs the calls of one step. Neighbouring reads run together. Neighbouring edits of different files are put before the
 * person together, each applied when it is decided; edits of the same file wait for one another. Everything else runs
 * alone, so that a read which follows a write sees what was written. Results reach the model in its own order (see
 * history.ts).
 */
export async function* runCalls(turn: Turn, calls: readonly ToolUseBlock[]): AsyncGenerator<NewEvent, void> {
  const channel = createChannel<NewEvent>();
  const work = (async () => {
    const run = (call: ToolUseBlock): Promise<void> => runCall(turn, call, channel.send);
    for (const { kind, calls: group } of neighbours(turn, calls)) {
      if (kind === 'edit') await disjointTogether(turn, group, run);
      else await each(group, run);
    }
  })();
  work.then(channel.close, channel.fail);
  yield* channel.read();
}

interface Group {
  readonly kind: 'read' | 'edit' | 'other';
  readonly calls: ToolUseBlock[];
}

/** Reads that stand together, edits that stand together, and everything else by itself. */
function neighbours(turn: Turn, calls: readonly ToolUseBlock[]): Group[] {
  const kinds = new Map(turn.deps.tools.map((tool) => [tool.name, groupKind(tool)]));
  const result: Group[] = [];
  for (const call of calls) {
    const kind = kinds.get(call.name) ?? 'other';
    const last = result.at(-1);
    if (kind !== 'other' && last?.kind === kind) last.calls.push(call);
    else result.push({ kind, calls: [call] });
  }
  return result;
}

function groupKind(tool: Turn['deps']['tools'][number]): Group['kind'] {
  if (tool.kind === 'edit') return tool.reachesFurther ? 'other' : 'edit';
  return tool.kind === 'read' ? 'read' : 'other';
}

/** Runs edits at once, but each only after those before it that touch the same file, or a folder above or below it. */
async function disjointTogether(
  turn: Turn,
  calls: readonly ToolUseBlock[],
  run: (call: ToolUseBlock) => Promise<void>,
): Promise<void> {
  const paths = await Promise.all(calls.map((call) => pathsOf(turn, call)));
  const running: Promise<void>[] = [];
  for (const [index, call] of calls.entries()) {
    const before = running.filter((_, earlier) => meet(paths[earlier] ?? [], paths[index] ?? []));
    running.push(Promise.all(before).then(() => run(call)));
  }
  await Promise.all(running);
}

function meet(some: readonly string[], others: readonly string[]): boolean {
  return some.some((path) => others.some((other) => contains(path, other) || contains(other, path)));
}

/** Where an edit leads, links followed. A call whose input does not fit leads nowhere: it only gets its complaint. */
async function pathsOf(turn: Turn, call: ToolUseBlock): Promise<string[]> {
  const { tools, resolve, files } = turn.deps;
  const tool = tools.find(({ name }) => name === call.name);
  const parsed = tool?.input.safeParse(call.input);
  if (!tool || !parsed?.success || call.malformed !== undefined) return [];
  const { paths = [] } = tool.targets(parsed.data);
  const real = await Promise.all(paths.map(({ path }) => files.realPath(resolve(path)).catch(() => resolve(path))));
  // Two spellings are one file on some disks; taken for one on all of them, an edit at worst waits for another.
  return real.map((path) => path.toLowerCase().replaceAll('\\', '/'));
}

function contains(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

async function each(calls: readonly ToolUseBlock[], run: (call: ToolUseBlock) => Promise<void>): Promise<void> {
  const rest = calls.values();
  const worker = async (): Promise<void> => {
    for (const call of rest) await run(call);
  };
  await Promise.all(Array.from({ length: Math.min(parallelReads, calls.length) }, worker));
}
