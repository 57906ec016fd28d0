import type { ChosenPrompt, PromptAudience, SystemPrompt } from '../agent/ports.ts';
import type { PromptChoice } from '../protocol/promptChoice.ts';
import { assemble, type PromptValues } from './assemble.ts';
import { choosePrompt, type FeatureSource } from './choosePrompt.ts';
import { type PromptFile, withCustomSections } from './customSections.ts';
import { sections as builtIn } from './sections.ts';

/** Where a root gets what the prompt is made of. What cannot be read is left out and told as a problem, in a sentence. */
export interface PromptSources {
  readonly surface: 'window' | 'commandLine';
  features(): Promise<{ readonly source: FeatureSource | undefined; readonly problems: readonly string[] }>;
  /** The person's files, and the project's where it is trusted. */
  files(): Promise<{ readonly files: readonly PromptFile[]; readonly problems: readonly string[] }>;
  values(): Promise<PromptValues>;
}

/** The prompts of the sessions of one project, as `SessionDeps` asks for them. */
export interface SessionPrompts {
  choosePrompt(audience: PromptAudience): Promise<ChosenPrompt>;
  prompt(choice: PromptChoice, tools: readonly string[]): Promise<SystemPrompt>;
}

export function createSessionPrompts({ surface, features, files, values }: PromptSources): SessionPrompts {
  return {
    async choosePrompt(audience) {
      const [found, custom] = await Promise.all([features(), files()]);
      const { sections } = withCustomSections(builtIn, custom.files);
      const { choice, problems } = await choosePrompt(found.source, sections, { ...audience, surface });
      return { choice, problems: [...found.problems, ...problems] };
    },
    async prompt(choice, tools) {
      const [facts, custom] = await Promise.all([values(), files()]);
      const { sections, problems } = withCustomSections(builtIn, custom.files);
      const assembled = assemble(facts, choice, sections, tools);
      return { ...assembled, problems: [...custom.problems, ...problems, ...(assembled.problems ?? [])] };
    },
  };
}
