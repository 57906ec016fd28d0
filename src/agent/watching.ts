import type { Event, NewEvent } from '../protocol/events.ts';
import type { CommandChanges } from './editPorts.ts';
import type { ToolOutput } from './tool.ts';
import type { Emit, SessionDeps, Turn } from './turn.ts';

/**
 * Runs a command and notices what it changes, so that this can be taken back like an edit. The output
 * ends with the files that the model has read and that are different now.
 */
export async function watched(
  turn: Turn,
  callId: string,
  run: () => Promise<ToolOutput>,
  emit: Emit,
): Promise<ToolOutput> {
  const end = await turn.deps.watch.begin(turn.signal, watchKey(turn.deps.sessionId, callId));
  let output: ToolOutput | undefined;
  try {
    output = await run();
  } finally {
    const changes = await end();
    if (changes) await report(turn, callId, changes, emit);
    if (output && changes) output = { ...output, text: output.text + aboutSeen(turn, changes) };
  }
  return output;
}

/** Call ids are the model's: another session may have the same ones. */
function watchKey(sessionId: string, callId: string): string {
  return `${sessionId}/${callId}`;
}

/** Notes what commands of a turn had changed when Belay was killed in the middle of them, so that it can be taken back. */
export async function recoverCut(
  { watch, sessionId }: Pick<SessionDeps, 'watch' | 'sessionId'>,
  events: readonly Event[],
  turn: string,
  append: (event: NewEvent) => Promise<unknown>,
): Promise<void> {
  const ended = new Set(events.flatMap((one) => (one.type === 'result' || one.type === 'applied' ? [one.callId] : [])));
  for (const event of [...events]) {
    if (event.type !== 'call' || event.turn !== turn || event.kind !== 'execute' || ended.has(event.callId)) continue;
    const { callId } = event;
    const changes = await watch.recover(watchKey(sessionId, callId));
    if (!changes) continue;
    const { checkpoint, summary, uncovered } = changes;
    if (checkpoint !== undefined) await append({ type: 'applied', turn, callId, checkpoint, summary: [...summary] });
    if (uncovered !== undefined) await append({ type: 'notice', level: 'info', code: 'uncovered', text: uncovered });
  }
}

async function report(turn: Turn, callId: string, changes: CommandChanges, emit: Emit): Promise<void> {
  const { checkpoint, summary, uncovered } = changes;
  if (checkpoint !== undefined) {
    await emit({ type: 'applied', turn: turn.id, callId, checkpoint, summary: [...summary] });
  }
  const said = turn.events.some((event) => event.type === 'notice' && event.text === uncovered);
  if (uncovered !== undefined && !said)
    await emit({ type: 'notice', level: 'info', code: 'uncovered', text: uncovered });
}

function aboutSeen(turn: Turn, { summary }: CommandChanges): string {
  const paths = summary.filter(({ path }) => turn.seen(path) !== undefined).map(({ path }) => turn.deps.display(path));
  if (paths.length === 0) return '';
  const named = paths.slice(0, 20).join(', ') + (paths.length > 20 ? ` and ${paths.length - 20} more` : '');
  return `\n[This command changed files that you have read: ${named}. Read them again before you edit them.]`;
}
