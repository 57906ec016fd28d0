import type { TokensOf } from '../../protocol/costReport.ts';
import type { Event } from '../../protocol/events.ts';
import { standing } from '../../protocol/rewind.ts';
import { forgettingOf } from '../compaction/forgetting.ts';
import { loadedTools } from '../loadedTools.ts';

/** What an image counts for beside text, in characters: some 1,500 tokens. */
const imageCharacters = 6_000;

/** What the conversation is made of so far, in characters by name. */
interface Weights {
  readonly sections: Map<string, number>;
  readonly tools: Map<string, number>;
  readonly toolOf: Map<string, string>;
}

/**
 * What the input of a session's requests was made of. Providers count a request as a whole, so its input, cached or not,
 * is shared out by the length of its parts; the shares sum up to what was reported. `sections` are those of the prompt,
 * `tools` (the schemas), `messages`, `answers` and `calls and results`; `byTool` divides the last of these.
 */
export function sharesOf(events: readonly Event[]): { sections: TokensOf[]; byTool: TokensOf[] } {
  let weights = emptyWeights();
  const sections = new Map<string, number>();
  const byTool = new Map<string, number>();
  for (const [at, event] of events.entries()) {
    if (event.type === 'restored' || event.type === 'redone' || event.type === 'compacted') {
      // The next request holds what stands then, and is not forgotten.
      weights = weighAll(standing(events.slice(0, at + 1)));
      continue;
    }
    if (event.type === 'assistant' && !event.partial) share(event.usage, weights, sections, byTool);
    weigh(weights, event);
  }
  return { sections: listOf(sections), byTool: listOf(byTool) };
}

function weighAll(events: readonly Event[]): Weights {
  const weights = emptyWeights();
  const { from, dropped, summarised } = forgettingOf(events);
  for (const [at, event] of events.entries()) {
    const before = event.type === 'user' || event.type === 'assistant' || event.type === 'result';
    if ((at >= from || !before) && !dropped.has(event.id)) weigh(weights, event);
  }
  if (summarised?.summary) grow(weights.sections, 'summary', JSON.stringify(summarised.summary).length);
  return weights;
}

function emptyWeights(): Weights {
  return { sections: new Map(), tools: new Map(), toolOf: new Map() };
}

function share(
  { input, cacheRead, cacheWrite }: { input: number; cacheRead: number; cacheWrite: number },
  weights: Weights,
  sections: Map<string, number>,
  byTool: Map<string, number>,
): void {
  const tokens = input + cacheRead + cacheWrite;
  const ofTools = total(weights.tools);
  const all = total(weights.sections) + ofTools;
  if (all === 0) grow(sections, 'messages', tokens);
  if (all === 0) return;
  for (const [name, weight] of weights.sections) grow(sections, name, (tokens * weight) / all);
  if (ofTools > 0) grow(sections, 'calls and results', (tokens * ofTools) / all);
  for (const [name, weight] of weights.tools) grow(byTool, name, (tokens * weight) / all);
}

function weigh({ sections, tools, toolOf }: Weights, event: Event): void {
  switch (event.type) {
    case 'prompt':
      for (const { id, text } of event.parts) grow(sections, id, text.length);
      if (event.parts.length === 0) grow(sections, 'prompt', event.fixed.length + event.dynamic.length);
      if (event.tools?.length) sections.set('tools', JSON.stringify(loadedTools(event.tools)).length);
      return;
    case 'tools':
      sections.set('tools', JSON.stringify(loadedTools(event.tools)).length);
      return;
    case 'context':
      grow(
        sections,
        'messages',
        event.sections.reduce((sum, { told }) => sum + told.length, 0),
      );
      return;
    case 'user': {
      const attached = event.attachments.reduce((sum, one) => sum + one.path.length + (one.text?.length ?? 0), 0);
      grow(sections, 'messages', event.text.length + attached + event.images.length * imageCharacters);
      return;
    }
    case 'assistant':
      for (const block of event.content) {
        if (block.type === 'toolUse') {
          toolOf.set(block.id, block.name);
          grow(tools, block.name, block.name.length + (block.malformed ?? JSON.stringify(block.input) ?? '').length);
        } else if (block.type === 'text') grow(sections, 'answers', block.text.length);
        else if (!event.partial) {
          grow(sections, 'answers', block.type === 'thinking' ? block.thinking.length : block.data.length);
        }
      }
      return;
    case 'result': {
      const name = toolOf.get(event.callId);
      if (name !== undefined) grow(tools, name, event.text.length + event.images.length * imageCharacters);
      return;
    }
    default:
      return;
  }
}

function grow(map: Map<string, number>, name: string, by: number): void {
  map.set(name, (map.get(name) ?? 0) + by);
}

function total(map: ReadonlyMap<string, number>): number {
  return [...map.values()].reduce((sum, value) => sum + value, 0);
}

/** Largest first, in whole tokens. */
function listOf(map: ReadonlyMap<string, number>): TokensOf[] {
  return [...map]
    .map(([name, tokens]) => ({ name, tokens: Math.round(tokens) }))
    .filter(({ tokens }) => tokens > 0)
    .sort((a, b) => b.tokens - a.tokens || a.name.localeCompare(b.name));
}
