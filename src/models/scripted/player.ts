import type { Message, ToolResultBlock } from '../../agent/ports.ts';
import type { AssistantBlock } from '../../protocol/content.ts';
import type {
  Scenario,
  ScenarioBlock,
  ScenarioCondition,
  ScenarioFault,
  ScenarioStep,
} from '../../protocol/scenario.ts';

/** One block to stream. `raw` is the JSON text of a call's input as the model writes it. */
export type ScriptedBlock =
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'redactedThinking'; readonly data: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'toolUse'; readonly id: string; readonly name: string; readonly raw: string };

/** What a scenario answers to one request. `stopReason` is in the words of the `Model` port. */
export interface ScriptedMove {
  readonly blocks: readonly ScriptedBlock[];
  readonly stopReason: string;
  readonly usage: {
    readonly input?: number | undefined;
    readonly output?: number | undefined;
    readonly cacheRead?: number | undefined;
    readonly cacheWrite?: number | undefined;
  };
  readonly delayMs: number;
  readonly faults: readonly ScenarioFault[];
}

/** The request does not fit the scenario: no turn for the message, no step left, or nothing to capture. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

/**
 * The answer that a scenario gives to a conversation. It depends on the messages alone, so a reload in mid-turn, a
 * retry and a second process all go on at the right place. Throws `ScenarioError` when the scenario has no answer.
 */
export function playScenario(scenario: Scenario, messages: readonly Message[]): ScriptedMove {
  const start = messages.findLastIndex(isRealMessage);
  const first = messages[start];
  if (first === undefined) throw new ScenarioError('The conversation holds no message of a person.');
  const said = textOf(first);
  const turn =
    scenario.turns.find(({ on }) => on !== undefined && pattern(on).test(said)) ??
    scenario.turns.find(({ otherwise }) => otherwise);
  if (turn === undefined) throw new ScenarioError(`No turn of the scenario "${scenario.name}" answers: ${said}`);

  const rest = messages.slice(start + 1);
  const position = answeredSteps(turn.steps, rest);
  const step = turn.steps[position];
  if (step === undefined) {
    throw new ScenarioError(
      `The scenario "${scenario.name}" has ${turn.steps.length} steps for: ${said}\nStep ${position + 1} was asked for.`,
    );
  }
  const results = rest.map((message) => resultsOf(message));
  const alternative = choose(step, results.findLast((list) => list.length > 0) ?? []);
  const insert = inserter(alternative.capture ?? {}, results.flat());
  const blocks = alternative.reply.map((block, index) => resolve(block, index, messages.length, insert));
  return {
    blocks,
    stopReason: alternative.stopReason ?? (blocks.some((block) => block.type === 'toolUse') ? 'toolUse' : 'endTurn'),
    usage: alternative.usage ?? {},
    delayMs: alternative.delayMs ?? scenario.delayMs ?? 0,
    faults: alternative.faults ?? [],
  };
}

/** The blocks of a move as an answer carries them: half a call of one that was cut is not among them. */
export function blocksOf({ blocks, stopReason }: ScriptedMove): AssistantBlock[] {
  const whole = stopReason !== 'maxTokens' && stopReason !== 'refusal';
  return blocks.flatMap((block): AssistantBlock[] => {
    if (block.type !== 'toolUse') return [block];
    const { id, name, raw } = block;
    try {
      const input: unknown = raw.trim() === '' ? {} : JSON.parse(raw);
      return [{ type: 'toolUse', id, name, input }];
    } catch (error) {
      if (error instanceof SyntaxError) return whole ? [{ type: 'toolUse', id, name, input: {}, malformed: raw }] : [];
      throw error;
    }
  });
}

/** Pieces of a text as a model streams them: a few characters each, broken after blanks where there are any. */
export function piecesOf(text: string): string[] {
  return text.match(/[\s\S]{1,14}(?:\s+|$)|[\s\S]{1,14}/gu) ?? [];
}

/** The signature that a scripted thinking block gets when the scenario gives none. */
export function scriptedSignature(thinking: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const character of thinking) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n);
  }
  return `scripted-${hash.toString(16).padStart(16, '0')}`;
}

/**
 * A message that a person began a turn with: text, and no result of a running turn in it. Steering joins the results
 * of a step, and "Continue." alone is what stands between an interrupted answer and the next.
 */
function isRealMessage(message: Message): boolean {
  if (message.role !== 'user' || !resultsOf(message).every(({ text }) => overText.test(text))) return false;
  const said = textOf(message);
  return said !== '' && said !== 'Continue.';
}

/** What a call is answered with whose turn was stopped or interrupted. */
const overText = /^The person stopped this turn|^No result: the turn was interrupted/;

function textOf(message: Message): string {
  return message.content
    .flatMap((block) => (block.type === 'text' ? [block.text] : []))
    .join('\n')
    .trim();
}

function resultsOf(message: Message): ToolResultBlock[] {
  if (message.role !== 'user') return [];
  return message.content.filter((block) => block.type === 'toolResult');
}

/** Steps already played. An answer without calls counts only when it is whole: a stopped one is given again. */
function answeredSteps(steps: readonly ScenarioStep[], rest: readonly Message[]): number {
  let position = 0;
  for (const message of rest) {
    if (message.role !== 'assistant') continue;
    const step = steps[position];
    if (message.content.some((block) => block.type === 'toolUse') || (step && isWhole(step, textOf(message)))) {
      position += 1;
    }
  }
  return position;
}

function isWhole(step: ScenarioStep, said: string): boolean {
  return step.some((alternative) => {
    const texts = alternative.reply.flatMap((block) => (block.type === 'text' ? [block.text] : []));
    return texts.join('\n').trim() === said;
  });
}

function choose(step: ScenarioStep, results: readonly ToolResultBlock[]): ScenarioStep[number] {
  const chosen = step.find((alternative) => !alternative.when || holds(alternative.when, results));
  if (!chosen) throw new ScenarioError('No alternative of the step fits the last results.');
  return chosen;
}

function holds(condition: ScenarioCondition, results: readonly ToolResultBlock[]): boolean {
  if (condition.error !== undefined && results.some((result) => result.isError) !== condition.error) return false;
  return condition.text === undefined || pattern(condition.text).test(results.map((result) => result.text).join('\n'));
}

function inserter(
  capture: Readonly<Record<string, string>>,
  results: readonly ToolResultBlock[],
): (text: string) => string {
  const values = Object.entries(capture).map(([name, source]) => {
    const found = results
      .toReversed()
      .map((result) => pattern(source).exec(result.text))
      .find((match) => match !== null);
    if (!found) throw new ScenarioError(`No result of this turn fits the capture "${name}": ${source}`);
    return { mark: `{{${name}}}`, value: found[1] ?? found[0] };
  });
  return (text) => values.reduce((whole, { mark, value }) => whole.replaceAll(mark, () => value), text);
}

function resolve(
  block: ScenarioBlock,
  index: number,
  messageCount: number,
  insert: (text: string) => string,
): ScriptedBlock {
  const id = `toolu_${String(messageCount).padStart(3, '0')}_${index}`;
  switch (block.type) {
    case 'thinking': {
      const thinking = insert(block.text);
      return { type: 'thinking', thinking, signature: block.signature ?? scriptedSignature(thinking) };
    }
    case 'redactedThinking':
      return block;
    case 'text':
      return { type: 'text', text: insert(block.text) };
    case 'call':
      return {
        type: 'toolUse',
        id: block.id ?? id,
        name: block.name,
        raw: JSON.stringify(inserted(block.input, insert)),
      };
    case 'malformedCall':
      return { type: 'toolUse', id: block.id ?? id, name: block.name, raw: insert(block.raw) };
  }
}

function inserted(value: unknown, insert: (text: string) => string): unknown {
  if (typeof value === 'string') return insert(value);
  if (Array.isArray(value)) return value.map((item) => inserted(item, insert));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inserted(item, insert)]));
}

function pattern(source: string): RegExp {
  return new RegExp(source, 'is');
}
