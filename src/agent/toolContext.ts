import { confined } from './confined.ts';
import { type ToolContext, ToolError } from './tool.ts';
import type { Emit, Turn } from './turn.ts';

/** What a tool may use during one call. `sandbox`: what it runs must run in the sandbox, as the verdict said. */
export function toolContext(turn: Turn, callId: string, sandbox: boolean, emit: Emit): ToolContext {
  const { deps } = turn;
  return {
    callId,
    root: deps.root,
    signal: turn.signal,
    files: deps.files,
    search: deps.search,
    processes: confined(deps.processes, sandbox),
    git: deps.git,
    resolve: deps.resolve,
    display: deps.display,
    seen: turn.seen,
    seenText: turn.seenText,
    output(text) {
      deps.onDelta({ type: 'output', callId, text: deps.sanitise(text) });
    },
    async ask(question) {
      await emit({ type: 'question', callId, question });
      const answer = await deps.approver.ask(callId, question, turn.signal);
      if (answer === undefined)
        throw new ToolError(
          'Nobody is there to answer. Decide by yourself, or end the turn and say what you need to know.',
        );
      return answer;
    },
  };
}
