import { projectHistory } from '../agent/history.ts';
import { loadedTools } from '../agent/loadedTools.ts';
import { offeredSchemas } from '../agent/offeredTools.ts';
import type { Message, Model, SystemPrompt, ToolSchema } from '../agent/ports.ts';
import { chosenIn, cleaned } from '../agent/systemPrompt.ts';
import type { SessionDeps } from '../agent/turn.ts';
import type { Event } from '../protocol/events.ts';
import type { PromptReport } from '../protocol/promptReport.ts';
import type { Mode } from '../protocol/risk.ts';
import type { SessionPrompts } from './sessionPrompts.ts';
import { createTokenCounter, type LocalTokenCounter } from './tokens/tokenCounter.ts';

export interface DescribedSession {
  readonly id: string;
  readonly events: readonly Event[];
  readonly system: SystemPrompt | undefined;
}

/** The prompt of a session, to the letter where it was sent already, or of the one that would begin now. */
export async function describePrompt(options: {
  readonly deps: Pick<SessionDeps, 'tools' | 'editTools' | 'toolSearch' | 'sanitise'> & SessionPrompts;
  readonly model: Pick<Model, 'info'>;
  readonly mode: Mode;
  readonly session: DescribedSession;
  /** One that has learnt from earlier sessions; absent: what this session tells. */
  readonly counter?: LocalTokenCounter | undefined;
}): Promise<PromptReport> {
  const { deps, model, mode, session } = options;
  const counter = options.counter ?? createTokenCounter();
  const { id } = model.info;
  const tools = offeredSchemas({ deps, model: () => model });
  const known = chosenIn(session.events);
  const chosen = known
    ? { choice: known, problems: [] }
    : await deps.choosePrompt({ sessionId: session.id, model: id, mode });
  const waiting = tools.filter(({ deferred }) => deferred);
  const loaded = loadedTools(tools);
  const names = tools.map(({ name }) => name);
  const prompt = session.system ?? cleaned(await deps.prompt(chosen.choice, names), deps);
  if (!(await counter.calibration(id))) await learn(counter, prompt, loaded, session.events, id);

  const count = async (text: string): Promise<number> => await counter.countTokens(text, id);
  const sections = await Promise.all(
    (prompt.parts ?? []).map(async (part) => ({
      ...part,
      characters: part.text.length,
      tokens: await count(part.text),
    })),
  );
  const sizes = await Promise.all(
    tools.map(async (tool) => ({
      name: tool.name,
      tokens: await count(wireText(tool)),
      deferred: tool.deferred === true,
    })),
  );
  const tokens = {
    tools: await count(loaded.map(wireText).join('')),
    deferred: await count(waiting.map(wireText).join('')),
    static: await count(prompt.fixed),
    dynamic: await count(prompt.dynamic),
  };
  const { observations = 0, error } = (await counter.calibration(id)) ?? {};
  return {
    model: id,
    mode,
    choice: chosen.choice,
    sections,
    tools: sizes,
    tokens,
    breakpoints: model.info.marksCache ? breakpointsOf(tokens) : [],
    counted: { observations, error },
    problems: [...chosen.problems, ...(prompt.problems ?? [])],
  };
}

function breakpointsOf({ tools, static: fixed }: PromptReport['tokens']): PromptReport['breakpoints'] {
  return [
    { after: 'tools', tokens: tools },
    { after: 'static', tokens: tools + fixed },
    { after: 'lastRequest', tokens: null },
    { after: 'end', tokens: null },
  ];
}

/** Compares what is counted here with what the provider reported of the first request of the same model. */
async function learn(
  counter: LocalTokenCounter,
  { fixed, dynamic }: SystemPrompt,
  tools: readonly ToolSchema[],
  events: readonly Event[],
  model: string,
): Promise<void> {
  const at = events.findIndex((event) => event.type === 'assistant' && !event.partial);
  const first = events[at];
  // The tour is no model, and an answer of another one was counted by another vocabulary.
  if (first?.type !== 'assistant' || model === 'tour' || !first.model.startsWith(model)) return;
  const texts = projectHistory(events.slice(0, at)).map(textOf);
  if (texts.includes(undefined)) return;
  const counted = await counter.countLocally([...tools.map(wireText), fixed, dynamic, ...texts].join('\n'));
  const { input, cacheRead, cacheWrite } = first.usage;
  await counter.observe(model, counted, input + cacheRead + cacheWrite);
}

/** `undefined` where a message holds more than text: what a picture takes is not told by words. */
function textOf({ content }: Message): string | undefined {
  const texts = content.map((block) => (block.type === 'text' ? block.text : undefined));
  return texts.includes(undefined) ? undefined : texts.join('\n');
}

/** A tool about as it goes over the wire. */
function wireText({ name, description, inputSchema }: ToolSchema): string {
  return JSON.stringify({ name, description, input_schema: inputSchema });
}
