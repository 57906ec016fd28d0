import { type Model, ModelError, type ModelOutput, type ModelRequest } from '../agent/ports.ts';

/**
 * A model that hands over to another one when it is overloaded or over its rate limit after its own retries. The person
 * is told by a `waiting` delta, and answers carry the other's id. It stays with the other for the turn; the next message
 * of the person is tried with the first again. `other`, whose id is `fallback`, is made when it is first needed.
 */
export function withFallback(model: Model, fallback: string, other: () => Promise<Model>): Model {
  /** How long the conversation was when it was handed over, and in which turn. */
  let handedOver: { readonly turn: string; readonly to: Model } | undefined;

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelOutput> {
    const turn = turnOf(request);
    if (handedOver?.turn === turn) {
      yield* handedOver.to.stream(request, signal);
      return;
    }
    handedOver = undefined;
    let streamed = false;
    try {
      for await (const output of model.stream(request, signal)) {
        if (output.type === 'delta' && output.delta.type !== 'waiting') streamed = output.delta.type !== 'restart';
        yield output;
      }
      return;
    } catch (error) {
      if (signal.aborted || !(error instanceof ModelError) || !isOverloaded(error)) throw error;
      const to = await other().catch(() => undefined);
      if (!to || to.info.id === model.info.id) throw error;
      if (streamed) yield { type: 'delta', delta: { type: 'restart' } };
      const why = error.reason === 'overloaded' ? 'is overloaded' : 'has reached its rate limit';
      const text = `${model.info.label} ${why}. ${to.info.label} goes on for this turn.`;
      yield { type: 'delta', delta: { type: 'waiting', delayMs: 0, text } };
      handedOver = { turn, to };
      yield* to.stream(request, signal);
    }
  }

  const { countTokens } = model;
  return {
    info: model.info,
    fallback,
    stream,
    ...(countTokens ? { countTokens } : {}),
    cost: (usage, by) => model.cost(usage, by),
  };
}

function isOverloaded({ reason }: ModelError): boolean {
  return reason === 'overloaded' || reason === 'rateLimit';
}

/**
 * A turn is told by how many messages of the person, without results of calls, the conversation has, and by the last:
 * what they type in mid-turn comes together with results.
 */
function turnOf({ messages }: ModelRequest): string {
  const own = messages.filter(
    ({ role, content }) => role === 'user' && !content.some((block) => block.type === 'toolResult'),
  );
  return JSON.stringify([own.length, own.at(-1)]);
}
