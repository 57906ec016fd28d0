import type { ToolUseBlock } from '../protocol/content.ts';
import type { NewEvent } from '../protocol/events.ts';
import { runCall } from './call.ts';
import { createChannel } from './channel.ts';
import type { Turn } from './turn.ts';

/** How many reads of one step run at once. */
const parallelReads = 8;

/**
 * Runs the calls of one step: neighbouring reads together, everything else one at a time and in the model's order, so
 * that a read which follows a write sees what was written. Results reach the model in its own order (see history.ts).
 */
export async function* runCalls(turn: Turn, calls: readonly ToolUseBlock[]): AsyncGenerator<NewEvent, void> {
  const channel = createChannel<NewEvent>();
  const work = (async () => {
    for (const group of groups(turn, calls)) {
      await each(group, (call) => runCall(turn, call, channel.send));
    }
  })();
  work.then(channel.close, channel.fail);
  yield* channel.read();
}

function groups(turn: Turn, calls: readonly ToolUseBlock[]): ToolUseBlock[][] {
  const kinds = new Map(turn.deps.tools.map((tool) => [tool.name, tool.kind]));
  const result: ToolUseBlock[][] = [];
  let reads: ToolUseBlock[] | undefined;
  for (const call of calls) {
    if (kinds.get(call.name) !== 'read') {
      reads = undefined;
      result.push([call]);
    } else if (reads) {
      reads.push(call);
    } else {
      reads = [call];
      result.push(reads);
    }
  }
  return result;
}

async function each(calls: readonly ToolUseBlock[], run: (call: ToolUseBlock) => Promise<void>): Promise<void> {
  const rest = calls.values();
  const worker = async (): Promise<void> => {
    for (const call of rest) await run(call);
  };
  await Promise.all(Array.from({ length: Math.min(parallelReads, calls.length) }, worker));
}
