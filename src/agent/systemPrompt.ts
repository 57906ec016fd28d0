import type { Event, NewEvent } from '../protocol/events.ts';
import type { PromptChoice } from '../protocol/promptChoice.ts';
import { standing } from '../protocol/rewind.ts';
import type { Mode } from '../protocol/risk.ts';
import { changedSections, keptPrompt } from './keptPrompt.ts';
import { offeredSchemas, offeredTools } from './offeredTools.ts';
import type { Model, SystemPrompt } from './ports.ts';
import type { SessionDeps } from './turn.ts';

/** Every section as it stands, and no flag turned. */
const asItStands: PromptChoice = { flags: {}, variants: {}, experiments: [] };

/**
 * The prompt of one session. How it is made is chosen once, and what came of it is kept, both in the transcript: a change
 * of it would throw away what the provider has cached, and the thinking that stands on it.
 */
export interface SessionPrompt {
  /** `undefined` before the first turn. */
  readonly current: SystemPrompt | undefined;
  /** Makes the choice where the transcript holds none. Never throws: without a choice, every section is as it stands. */
  choose(model: Model, mode: Mode): Promise<void>;
  /**
   * The prompt to send: the kept one, whatever has changed since; the model is told of that by an event of its own. Throws
   * where there is none yet and a section is at fault.
   */
  assemble(model: Model): Promise<SystemPrompt>;
}

export function createSessionPrompt(
  deps: SessionDeps,
  events: readonly Event[],
  append: (event: NewEvent) => Promise<unknown>,
): SessionPrompt {
  const kept = (): SystemPrompt | undefined => keptPrompt(events);

  async function make(model: Model): Promise<SystemPrompt> {
    const tools = offeredTools({ deps, model: () => model }).map(({ name }) => name);
    return cleaned(await deps.prompt(chosenIn(events) ?? asItStands, tools), deps);
  }

  async function tell(problems: readonly string[]): Promise<void> {
    // A session that is opened again finds the same at fault; once is enough.
    const told = new Set(events.flatMap((event) => (event.type === 'notice' ? [event.text] : [])));
    for (const text of problems) {
      if (!told.has(text)) await append({ type: 'notice', level: 'warning', code: 'prompt', text });
    }
  }

  return {
    get current() {
      return kept();
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
      const before = kept();
      if (!before) {
        const { fixed, dynamic, parts = [], problems = [] } = await make(model);
        const tools = offeredSchemas({ deps, model: () => model }).map((tool) => ({ ...tool }));
        await append({ type: 'prompt', fixed, dynamic, parts: [...parts], tools });
        await tell(problems);
        return { fixed, dynamic, parts };
      }
      try {
        const now = await make(model);
        const sections = changedSections(before, standing(events), now);
        if (sections.length > 0) await append({ type: 'context', sections });
        await tell(now.problems ?? []);
      } catch (error) {
        deps.log.error('what has changed since the conversation began could not be found out', error);
      }
      return before;
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
