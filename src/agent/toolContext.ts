import { standing } from '../protocol/rewind.ts';
import type { Verdict } from '../protocol/risk.ts';
import { forgottenParts } from './compaction/forgotten.ts';
import { confined } from './confined.ts';
import { type ToolContext, ToolError } from './tool.ts';
import type { Emit, Turn } from './turn.ts';

export interface CallContext {
  readonly context: ToolContext;
  /** Shows what is held back of the output; to be called when the tool has run. */
  endOutput(): void;
}

/**
 * What a tool may use during one call, until `signal` ends it. What it runs is held as the verdict says; without one, in
 * the sandbox.
 */
export function toolContext(
  turn: Turn,
  callId: string,
  verdict: Verdict | undefined,
  emit: Emit,
  signal = turn.signal,
): CallContext {
  const { deps } = turn;
  const stream = deps.sanitiseStream();
  const show = (text: string): void => {
    if (text !== '') deps.onDelta({ type: 'output', callId, text });
  };
  const context: ToolContext = {
    callId,
    root: deps.root,
    signal,
    files: deps.files,
    search: deps.search,
    processes: confined(deps.processes, {
      sandbox: verdict ? verdict.sandbox === true : true,
      readOnly: verdict?.decision === 'allow' && verdict.readOnly === true,
      held: (held) => deps.onDelta({ type: 'held', callId, held }),
    }),
    git: deps.git,
    resolve: deps.resolve,
    display: deps.display,
    seen: turn.seen,
    seenText: turn.seenText,
    forgotten: () => forgottenParts(standing(turn.events)),
    knownTools() {
      const own = new Map(deps.tools.map((tool) => [tool.name, tool]));
      return turn.toolsAt(Date.now()).tools.flatMap((schema) => {
        const tool = own.get(schema.name);
        return tool ? [{ ...schema, keywords: tool.keywords ?? '' }] : [];
      });
    },
    output(text) {
      show(stream.push(text));
    },
    async ask(question) {
      await emit({ type: 'question', callId, question });
      const answer = await deps.approver.ask(callId, question, signal);
      if (answer === undefined)
        throw new ToolError(
          'Nobody is there to answer. Decide by yourself, or end the turn and say what you need to know.',
        );
      return answer;
    },
  };
  return { context, endOutput: () => show(stream.end()) };
}
