import type { PromptPart, SystemPrompt } from '../agent/ports.ts';
import type { PromptChoice } from '../protocol/promptChoice.ts';
import { defaultVariant, type Section } from './section.ts';
import { toolNames } from './toolNames.ts';

/** Values for the dynamic sections. A section that asks for one that is `undefined` or empty is left out. */
export interface PromptValues {
  readonly root: string;
  readonly platform: string;
  readonly shell: string;
  /** ISO date, day only, so that the prompt changes once a day and not with every request. */
  readonly date: string;
  readonly versionControl: string;
  /**
   * Project instructions, the files they come from, and in sentences what was cut or left out; `undefined` where there are
   * none or the folder is not trusted.
   */
  readonly instructions:
    | { readonly files: readonly string[]; readonly text: string; readonly problems?: readonly string[] }
    | undefined;
  /** Files open in the editor, the one in front first. */
  readonly openEditors?: readonly string[];
  /** One line for each note that there is. */
  readonly memoryIndex?: string | undefined;
}

const mostEditors = 20;

/**
 * The system prompt: static sections, the boundary, then the dynamic ones with their values. `tools` are the names of
 * those that the model is told of. Pure; throws where a section of Belay's asks for a value that nobody knows.
 */
export function assemble(
  values: PromptValues,
  choice: PromptChoice,
  from: readonly Section[],
  tools: readonly string[],
): SystemPrompt {
  const problems: string[] = [...(values.instructions?.problems ?? [])];
  const wanted = chosenSections(from, choice, tools, problems);
  const texts = textsOf(values, wanted);
  const parts = wanted.flatMap((section): PromptPart[] => {
    const { id, variant, boundary, from: author } = section;
    const text = fill(section, texts, problems);
    return text === undefined ? [] : [{ id, variant, boundary, from: author, text }];
  });
  const join = (boundary: Section['boundary']): string =>
    parts
      .filter((part) => part.boundary === boundary)
      .map(({ text }) => text)
      .join('\n\n');
  return { fixed: join('static'), dynamic: join('dynamic'), parts, problems };
}

/** One variant of each section whose flag is on and whose tools there are: static ones first, each half in its order. */
function chosenSections(
  from: readonly Section[],
  { flags, variants }: PromptChoice,
  tools: readonly string[],
  problems: string[],
): Section[] {
  return [...new Set(from.map(({ id }) => id))]
    .flatMap((id) => {
      const all = from.filter((section) => section.id === id);
      const name = (Object.hasOwn(variants, id) ? variants[id] : undefined) ?? defaultVariant;
      const found = all.find(({ variant }) => variant === name);
      if (!found && name !== defaultVariant) {
        problems.push(`The variant "${name}" of the prompt section ${id} is no longer there; its default is used.`);
      }
      return found ?? all.find(({ variant }) => variant === defaultVariant) ?? [];
    })
    .filter(({ flag }) => flag === undefined || (Object.hasOwn(flags, flag) && flags[flag] === true))
    .filter((section) => {
      const there = section.boundary === 'static' ? toolNames : tools;
      return section.tools.every((tool) => there.includes(tool));
    })
    .sort((a, b) => rank(a) - rank(b) || a.order - b.order || (a.id < b.id ? -1 : 1));
}

/** What a project brings stands behind all others, below the section that says what it is. */
function rank({ id, boundary, from }: Section): number {
  if (boundary === 'static') return 0;
  return from === 'project' ? 3 : id === 'projectSections' ? 2 : 1;
}

function textsOf(values: PromptValues, wanted: readonly Section[]): ReadonlyMap<string, string | undefined> {
  const { root, platform, shell, date, versionControl, instructions, openEditors = [], memoryIndex } = values;
  const lines = Object.entries({ root, platform, shell, date, versionControl });
  const projects = wanted.filter(({ from }) => from === 'project').map(({ id }) => `.belay/prompts (${id})`);
  const more = openEditors.length - mostEditors;
  const editors = [
    ...openEditors.slice(0, mostEditors).map((path) => `- ${oneLine(path)}`),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ];
  return new Map<string, string | undefined>([
    ...lines.map(([name, value]) => [name, oneLine(value)] as const),
    ['instructions', instructions?.text],
    ['instructionFiles', instructions && oneLine(inWords(instructions.files))],
    ['openEditors', editors.length > 0 ? editors.join('\n') : undefined],
    ['memoryIndex', memoryIndex?.trim() || undefined],
    ['projectSections', projects.length > 0 ? inWords(projects) : undefined],
  ]);
}

/**
 * Replaces `{{name}}`; `undefined` where one of the values is not there in this session. Throws where a name is not known
 * at all, but for sections of people, which are then left out and said to be.
 */
function fill(
  section: Section,
  texts: ReadonlyMap<string, string | undefined>,
  problems: string[],
): string | undefined {
  const { id, body, boundary, cap, from } = section;
  if (boundary === 'static') return body;
  const names = [...body.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name);
  const unknown = names.find((name) => !texts.has(name));
  if (unknown !== undefined) {
    const text = `The prompt section "${id}" needs a value for {{${unknown}}}; there are ${[...texts.keys()].join(', ')}.`;
    if (from === 'belay') throw new Error(text);
    problems.push(`${text} It is left out.`);
    return undefined;
  }
  if (names.some((name) => texts.get(name) === undefined)) return undefined;
  return body.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = texts.get(name) ?? '';
    if (value.length <= cap) return value;
    const kept = wholeCharacters(value.slice(0, cap));
    problems.push(`${name} in the prompt was cut after ${kept.length} of ${value.length} characters.`);
    return `${kept}\n[cut after ${kept.length} of ${value.length} characters]`;
  });
}

/** Names of files and folders must not begin a line of their own in the prompt. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, '?');
}

/** Half of a character that takes two UTF-16 units is no text. */
function wholeCharacters(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, '');
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
