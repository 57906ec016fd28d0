import { flags } from './flags.ts';
import { defaultVariant, parseSection, type Section } from './section.ts';
import { toolNames } from './toolNames.ts';

/** A file of `prompts/`, as it was read. `name` is the file's own, with its ending. */
export interface PromptFile {
  readonly name: string;
  readonly from: 'person' | 'project';
  readonly text: string;
}

/** Tools that an MCP server brings, `mcp__server__tool`, have names that no version knows. */
const ofServer = /^mcp__.+/;

/**
 * Belay's sections with those of people. A person's file takes the place of the section, or variant, of the same name, or
 * comes in addition. A project's only adds behind the boundary, or takes the place of a section that says it may; it has
 * no part in flags and variants. A file at fault is left out, and `problems` say why.
 */
export function withCustomSections(
  builtIn: readonly Section[],
  files: readonly PromptFile[],
): { readonly sections: readonly Section[]; readonly problems: readonly string[] } {
  const problems: string[] = [];
  let sections = [...builtIn];
  for (const { name, from, text } of files) {
    try {
      const section = parseSection(text, from, name.replace(/\.md$/i, ''));
      if (section.flag !== undefined && !Object.hasOwn(flags, section.flag)) {
        throw new Error(`there is no flag "${section.flag}"; there are ${Object.keys(flags).join(', ')}`);
      }
      const strange = section.tools.filter((tool) => !toolNames.includes(tool) && !ofServer.test(tool));
      if (section.boundary === 'static' && section.tools.some((tool) => ofServer.test(tool))) {
        throw new Error(
          'a static section cannot depend on the tool of an MCP server, since servers come and go; make it dynamic',
        );
      }
      if (strange.length > 0) throw new Error(`there is no tool ${strange.map((tool) => `"${tool}"`).join(' or ')}`);
      if (from === 'project') checkProject(section, sections);
      const places = sections.filter(({ id, variant }) => {
        return id === section.id && (from === 'project' || variant === section.variant);
      });
      if (places.some((place) => place.from === from)) {
        throw new Error(`another file of the same folder is ${labelOf(section)} already`);
      }
      const rest = sections.filter((one) => !places.includes(one));
      sections = [...rest, places.length > 0 ? { ...section, replaces: places } : section];
    } catch (error) {
      const where = from === 'project' ? '.belay/prompts' : '~/.belay/prompts';
      const why = error instanceof Error ? error.message : String(error);
      problems.push(`The prompt section ${where}/${name} is left out: ${why}.`);
    }
  }
  return { sections, problems };
}

/** Throws where the section of a project may not stand in the prompt. */
function checkProject(section: Section, sections: readonly Section[]): void {
  if (section.boundary === 'static') throw new Error('a project’s sections must be dynamic');
  if (section.flag !== undefined || section.variant !== defaultVariant) {
    throw new Error('a project’s sections have neither a flag nor a variant');
  }
  const same = sections.filter(({ id }) => id === section.id);
  if (same.some(({ from, replaceable }) => from !== 'project' && !replaceable)) {
    throw new Error(`a project may not take the place of "${section.id}"; choose another id`);
  }
}

function labelOf({ id, variant }: Section): string {
  return variant === defaultVariant ? `"${id}"` : `"${id}", variant "${variant}"`;
}
