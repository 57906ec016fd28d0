import type { SystemPrompt } from '../agent/ports.ts';
import { type Section, sections } from './sections.ts';

/** Values for the dynamic sections. A section whose value is `undefined` as a whole is left out by its id. */
export interface PromptValues {
  readonly root: string;
  readonly platform: string;
  readonly shell: string;
  /** ISO date, day only, so that the prompt changes once a day and not with every request. */
  readonly date: string;
  readonly versionControl: string;
  /** Project instructions and the files they come from; `undefined` where there are none or the folder is not trusted. */
  readonly instructions: { readonly files: readonly string[]; readonly text: string } | undefined;
}

/** Longest inserted fragment, in characters. What is cut is said in the text. */
const fragmentCap = 32_000;

/** The system prompt: static sections, the boundary, then the dynamic ones with their values. */
export function assemble(values: PromptValues, from: readonly Section[] = sections): SystemPrompt {
  const { instructions, ...rest } = values;
  const texts: Record<string, string> = { ...rest };
  if (instructions) {
    texts.instructions = instructions.text;
    texts.instructionFiles = instructions.files.join(' and ');
  }
  const wanted = from.filter((section) => instructions !== undefined || section.id !== 'instructions');
  const join = (boundary: Section['boundary']): string =>
    wanted
      .filter((section) => section.boundary === boundary)
      .map((section) => fill(section, texts))
      .join('\n\n');
  return { fixed: join('static'), dynamic: join('dynamic') };
}

/** Replaces `{{name}}`. Throws where a value is missing, and where a static section asks for one. */
function fill(section: Section, texts: Readonly<Record<string, string>>): string {
  return section.body.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    if (section.boundary === 'static')
      throw new Error(`The static prompt section "${section.id}" must not hold {{${name}}}.`);
    const value = texts[name];
    if (value === undefined) throw new Error(`The prompt section "${section.id}" needs a value for {{${name}}}.`);
    return value.length <= fragmentCap
      ? value
      : `${value.slice(0, fragmentCap)}\n[cut after ${fragmentCap} characters]`;
  });
}
