import type { PromptPart, SystemPrompt } from '../agent/ports.ts';
import { wholeCharacters } from '../agent/wholeCharacters.ts';
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
/** Most characters of all sections of a person, and of all of a project, with the values that are inserted. */
export const mostOfPeople = 40_000;
/** The section that says what a project's sections are, and the name of their list in it. */
const projectFrame = 'projectSections';

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
  const texts = textsOf(values);
  const situation: Situation = { choice, tools, texts, problems };
  const others = from.filter(({ id }) => id !== projectFrame);
  const chosen = withinRoom(chosenSections(others, situation), situation);
  // Only what stands is named in the words above what a project brings.
  const projects = chosen.filter(({ from: author }) => author === 'project').map(({ id }) => `.belay/prompts (${id})`);
  texts.set(projectFrame, projects.length > 0 ? inWords(projects) : undefined);
  const frame = chosenSections(
    from.filter((section) => !others.includes(section)),
    situation,
  );
  const parts = [...chosen, ...frame].sort(inOrder).map((section): PromptPart => {
    const { id, variant, boundary, from: author } = section;
    return { id, variant, boundary, from: author, text: fill(section, situation) };
  });
  const join = (boundary: Section['boundary']): string =>
    parts
      .filter((part) => part.boundary === boundary)
      .map(({ text }) => text)
      .join('\n\n');
  return { fixed: join('static'), dynamic: join('dynamic'), parts, problems };
}

/** What decides which sections stand, and where it is told of those that do not. */
interface Situation {
  readonly choice: PromptChoice;
  readonly tools: readonly string[];
  /** The values by name; `undefined` is one that is not there in this session. */
  readonly texts: Map<string, string | undefined>;
  readonly problems: string[];
}

function chosenSections(from: readonly Section[], situation: Situation): Section[] {
  return [...new Set(from.map(({ id }) => id))].flatMap((id) => {
    const all = from.filter((section) => section.id === id);
    const name = variantOf(id, situation.choice);
    if (name !== defaultVariant && !all.some(({ variant }) => variant === name)) {
      situation.problems.push(
        `The variant "${name}" of the prompt section ${id} is no longer there; its default is used.`,
      );
    }
    return standing(all, name, situation) ?? [];
  });
}

function variantOf(id: string, { variants }: PromptChoice): string {
  return (Object.hasOwn(variants, id) ? variants[id] : undefined) ?? defaultVariant;
}

/**
 * Leaves out what people have added beyond its measure, from the front to the end, so that what is static depends on what
 * is static alone; what such a section took the place of stands again.
 */
function withinRoom(chosen: readonly Section[], situation: Situation): Section[] {
  const room = { person: mostOfPeople, project: mostOfPeople };
  const fitting = (section: Section): Section | undefined => {
    const { id, from, replaces = [] } = section;
    if (from === 'belay') return section;
    const { length } = fill(section, { ...situation, problems: [] });
    if (length <= room[from]) {
      room[from] -= length;
      return section;
    }
    const instead = standing(replaces, variantOf(id, situation.choice), situation);
    const folder = from === 'project' ? '.belay/prompts' : '~/.belay/prompts';
    const used = mostOfPeople - room[from] + length;
    situation.problems.push(
      `The prompt section "${id}" is left out: with it, those of ${folder} would have ${used} characters, and ${mostOfPeople} is the most.${instead ? ' The one that it replaces stands.' : ''}`,
    );
    return instead && fitting(instead);
  };
  return [...chosen].sort(inOrder).flatMap((section) => fitting(section) ?? []);
}

/** One variant of a section; where it is left out, what it took the place of, so that no rule of Belay's goes with it. */
function standing(all: readonly Section[], name: string, situation: Situation): Section | undefined {
  const found = all.find(({ variant }) => variant === name) ?? all.find(({ variant }) => variant === defaultVariant);
  const lack = found && lackOf(found, situation);
  if (!found || lack === undefined) return found;
  const { id, from, replaces = [] } = found;
  const instead = standing(replaces, name, situation);
  // An added section waits for its flag or value by design; a misspelt value, or what Belay's own stands in for, is told.
  if (instead || lack.strange) {
    const text = `The prompt section "${id}" needs ${lack.needs}.`;
    if (from === 'belay') throw new Error(text);
    const end = instead ? 'It is left out, and the one that it replaces stands' : 'It is left out';
    situation.problems.push(`${text} ${end}.`);
  }
  return instead;
}

/** What a section asks for and this session does not have; `strange` is a value that no session has. */
function lackOf(section: Section, { choice: { flags }, tools, texts }: Situation) {
  const { flag, boundary } = section;
  if (flag !== undefined && !(Object.hasOwn(flags, flag) && flags[flag] === true)) {
    return { needs: `the flag ${flag}, which is off`, strange: false };
  }
  const there = boundary === 'static' ? toolNames : tools;
  const missing = section.tools.find((tool) => !there.includes(tool));
  if (missing !== undefined) return { needs: `the tool ${missing}, which is not there`, strange: false };
  const names = valueNames(section);
  const unknown = names.find((name) => !texts.has(name));
  if (unknown !== undefined) {
    return { needs: `a value for {{${unknown}}}; there are ${[...texts.keys()].join(', ')}`, strange: true };
  }
  const empty = names.find((name) => texts.get(name) === undefined);
  return empty === undefined ? undefined : { needs: `a value for {{${empty}}}, which is empty here`, strange: false };
}

const placeholder = /\{\{(\w+)\}\}/g;

function valueNames({ body, boundary }: Section): string[] {
  return boundary === 'static' ? [] : [...body.matchAll(placeholder)].map(([, name = '']) => name);
}

/** Static sections first, each half in its order. */
function inOrder(a: Section, b: Section): number {
  return rank(a) - rank(b) || a.order - b.order || (a.id < b.id ? -1 : 1);
}

/** What a project brings stands behind all others, below the section that says what it is. */
function rank({ id, boundary, from }: Section): number {
  if (boundary === 'static') return 0;
  return from === 'project' ? 3 : id === projectFrame ? 2 : 1;
}

function textsOf(values: PromptValues): Map<string, string | undefined> {
  const { root, platform, shell, date, versionControl, instructions, openEditors = [], memoryIndex } = values;
  const lines = Object.entries({ root, platform, shell, date, versionControl });
  const more = openEditors.length - mostEditors;
  const editors = [
    ...openEditors.slice(0, mostEditors).map((path) => `- ${oneLine(path)}`),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ];
  return new Map<string, string | undefined>([
    ...lines.map(([name, value]) => [name, oneLine(value)] as const),
    ['instructions', instructions?.text || undefined],
    ['instructionFiles', oneLine(inWords(instructions?.files ?? [])) || undefined],
    ['openEditors', editors.length > 0 ? editors.join('\n') : undefined],
    ['memoryIndex', memoryIndex?.trim() || undefined],
    [projectFrame, undefined],
  ]);
}

/** Replaces `{{name}}` in a section that stands. */
function fill({ body, boundary, cap }: Section, { texts, problems }: Situation): string {
  if (boundary === 'static') return body;
  return body.replace(placeholder, (_, name: string) => {
    const text = texts.get(name) ?? '';
    if (text.length <= cap) return text;
    const kept = wholeCharacters(text.slice(0, cap));
    problems.push(`${name} in the prompt was cut after ${kept.length} of ${text.length} characters.`);
    return `${kept}\n[cut after ${kept.length} of ${text.length} characters]`;
  });
}

/** Names of files and folders must not begin a line of their own in the prompt. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, '?');
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
