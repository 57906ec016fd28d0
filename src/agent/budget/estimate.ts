import type { Usage } from '../../protocol/content.ts';
import type { Event } from '../../protocol/events.ts';
import { loadedTools } from '../loadedTools.ts';
import type { Model, ModelRequest } from '../ports.ts';

/** After so long without a request, nothing is counted on to be in the cache of a provider that was asked for no more. */
const cacheMs = 5 * 60_000;
/** Tokens of an answer before there was one to go by. */
const firstOutput = 1_000;
/** Answers that tell how long the next will be. */
const lastAnswers = 10;

/**
 * What the next request will probably use: the prompt that is known from the last answer, what was added since (four
 * characters to a token, an image 1,500), and an answer as long as the last ones were on average. What the last request
 * wrote to the cache is taken to be read from there, unless it is too old or was another model's.
 */
export function estimateRequest(request: ModelRequest, events: readonly Event[], model: Model, now: number): Usage {
  const usage = estimate(request, events, model, now);
  return request.cacheLifetime === '1h' ? { ...usage, cacheWrite1h: usage.cacheWrite } : usage;
}

function estimate(request: ModelRequest, events: readonly Event[], model: Model, now: number): Usage {
  const answers = events.flatMap((event) => (event.type === 'assistant' && !event.partial ? [event] : []));
  const last = answers.at(-1);
  const recent = answers.slice(-lastAnswers);
  const output =
    recent.length === 0
      ? firstOutput
      : Math.ceil(recent.reduce((sum, one) => sum + one.usage.output, 0) / recent.length);
  const before = last ? last.usage.input + last.usage.cacheRead + last.usage.cacheWrite : 0;
  const cached = last !== undefined && last.usage.cacheRead + last.usage.cacheWrite > 0;
  const whole = (): Usage => ({ input: 0, output, cacheRead: 0, cacheWrite: Math.ceil(charactersOf(request) / 4) });
  if (!last || before === 0) return whole();
  // After a compaction or a restore, the prompt is another one.
  const since = events.slice(events.lastIndexOf(last) + 1);
  if (since.some(({ type }) => rewrites.has(type))) return whole();
  const added = last.usage.output + Math.ceil(addedCharacters(events, last.id) / 4);
  const fresh = last.model !== model.info.id && last.model !== answeredAs(events, model.info.id);
  if (fresh || now - last.time > (last.sent?.facts.lifetimeMs ?? cacheMs))
    return { input: 0, output, cacheRead: 0, cacheWrite: before + added };
  return cached
    ? { input: 0, output, cacheRead: before, cacheWrite: added }
    : { input: before + added, output, cacheRead: 0, cacheWrite: 0 };
}

/**
 * What the next request may cost at most, and by whom: the model itself, or the one that may answer in its place, which
 * has nothing of the conversation in its cache.
 */
export function dearestAnswer(
  request: ModelRequest,
  events: readonly Event[],
  model: Model,
  now: number,
): { readonly next: Usage; readonly by: string } {
  const next = estimateRequest(request, events, model, now);
  const own = { next, by: model.info.id };
  if (model.fallback === undefined) return own;
  const anew = { ...next, cacheRead: 0, cacheWrite: next.cacheRead + next.cacheWrite };
  const cost = (usage: Usage, by: string): number => model.cost(usage, by) ?? 0;
  return cost(anew, model.fallback) > cost(next, own.by) ? { next: anew, by: model.fallback } : own;
}

const rewrites: ReadonlySet<string> = new Set(['compacted', 'restored', 'redone']);

/** The name under which the model of the last setting has answered: a provider may have a newer name for it. */
function answeredAs(events: readonly Event[], id: string): string | undefined {
  const set = events.findLastIndex((event) => event.type === 'setting' && event.model !== undefined);
  const setting = events[set];
  if (setting?.type !== 'setting' || setting.model !== id) return undefined;
  const answer = events.slice(set).find((event) => event.type === 'assistant');
  return answer?.type === 'assistant' ? answer.model : undefined;
}

/** Tokens of a question to the small model and of a short answer. */
export function estimateQuestion(text: string): Usage {
  return { input: Math.ceil(text.length / 4), output: 100, cacheRead: 0, cacheWrite: 0 };
}

const imageCharacters = 6_000;

function charactersOf({ system, tools, messages }: ModelRequest): number {
  let ofMessages = 0;
  for (const { content } of messages) {
    for (const block of content) {
      if (block.type === 'image') ofMessages += imageCharacters;
      else if (block.type === 'toolResult') ofMessages += block.text.length + block.images.length * imageCharacters;
      else ofMessages += JSON.stringify(block).length;
    }
  }
  return system.fixed.length + system.dynamic.length + JSON.stringify(loadedTools(tools)).length + ofMessages;
}

/** What the conversation has gained since an answer, besides the answer itself. */
function addedCharacters(events: readonly Event[], answer: string): number {
  const since = events.slice(events.findLastIndex(({ id }) => id === answer) + 1);
  return since.reduce((sum, event) => {
    if (event.type === 'result') return sum + event.text.length + event.images.length * imageCharacters;
    if (event.type !== 'user') return sum;
    const attached = event.attachments.reduce((all, one) => all + one.path.length + (one.text?.length ?? 0), 0);
    return sum + event.text.length + attached + event.images.length * imageCharacters;
  }, 0);
}
