import type { Event, NewEvent } from '../protocol/events.ts';
import type { PromptChoice } from '../protocol/promptChoice.ts';
import type { Mode } from '../protocol/risk.ts';
import { offeredTools } from './offeredTools.ts';
import type { Model, SystemPrompt } from './ports.ts';
import type { SessionDeps } from './turn.ts';

/** Every section as it stands, and no flag turned. */
const asItStands: PromptChoice = { flags: {}, variants: {}, experiments: [] };

/** The prompt of one session: how it is made is chosen once and kept in the transcript, and it is assembled once a run. */
export interface SessionPrompt {
  /** `undefined` before the first turn of this run. */
  readonly current: SystemPrompt | undefined;
  /** Makes the choice where the transcript holds none. Never throws: without a choice, every section is as it stands. */
  choose(model: Model, mode: Mode): Promise<void>;
  assemble(model: Model): Promise<SystemPrompt>;
}

export function createSessionPrompt(
  deps: SessionDeps,
  events: readonly Event[],
  append: (event: NewEvent) => Promise<unknown>,
): SessionPrompt {
  let assembled: SystemPrompt | undefined;

  async function tell(problems: readonly string[]): Promise<void> {
    // A session that is opened again finds the same at fault; once is enough.
    const told = new Set(events.flatMap((event) => (event.type === 'notice' ? [event.text] : [])));
    for (const text of problems) {
      if (!told.has(text)) await append({ type: 'notice', level: 'warning', code: 'prompt', text });
    }
  }

  return {
    get current() {
      return assembled;
    },
    async choose(model, mode) {
      if (!deps.choosePrompt || chosenIn(events)) return;
      // A conversation of a version that chose nothing goes on as it began.
      if (events.some(({ type }) => type === 'assistant')) {
        await append({ type: 'chosen', choice: asItStands });
        return;
      }
      try {
        const audience = { sessionId: deps.sessionId, model: model.info.id, mode };
        const { choice, problems } = await deps.choosePrompt(audience);
        await append({ type: 'chosen', choice });
        await tell(problems);
      } catch (error) {
        deps.log.error('the variants of the prompt could not be chosen', error);
        await append({ type: 'chosen', choice: asItStands });
      }
    },
    async assemble(model) {
      if (assembled) return assembled;
      const tools = offeredTools({ deps, model: () => model }).map(({ name }) => name);
      assembled = cleaned(await deps.prompt(chosenIn(events) ?? asItStands, tools), deps);
      await tell(assembled.problems ?? []);
      return assembled;
    },
  };
}

/** The choice that a conversation was begun with; a fork has that of its original. */
export function chosenIn(events: readonly Event[]): PromptChoice | undefined {
  const found = events.find((event) => event.type === 'chosen');
  return found?.type === 'chosen' ? found.choice : undefined;
}

/** Instructions of the project and names of the machine stand in the dynamic part: what others wrote, as in a file. */
export function cleaned(prompt: SystemPrompt, { sanitise }: Pick<SessionDeps, 'sanitise'>): SystemPrompt {
  const { parts } = prompt;
  return {
    ...prompt,
    dynamic: sanitise(prompt.dynamic),
    ...(parts
      ? { parts: parts.map((part) => (part.boundary === 'static' ? part : { ...part, text: sanitise(part.text) })) }
      : {}),
  };
}
