import { describe, expect, it } from 'vitest';
import { assemble } from '../../../src/prompts/assemble.ts';
import { type PromptFile, withCustomSections } from '../../../src/prompts/customSections.ts';
import { sections } from '../../../src/prompts/sections.ts';
import { toolNames } from '../../../src/prompts/toolNames.ts';
import { assembled, noChoice, promptValues } from '../../support/promptValues.ts';

const file = (from: PromptFile['from'], name: string, frontMatter: string, body = `Words of ${name}.`): PromptFile => ({
  name,
  from,
  text: `---\n${frontMatter}\n---\n${body}\n`,
});

function promptWith(files: readonly PromptFile[], choice = noChoice) {
  const custom = withCustomSections(sections, files);
  const prompt = assemble(promptValues, choice, custom.sections, toolNames);
  return { ...prompt, problems: [...custom.problems, ...(prompt.problems ?? [])] };
}

describe('sections of people', () => {
  it('a person’s come in addition, take the place of one, or are another wording of one', () => {
    const { fixed, dynamic, problems } = promptWith(
      [
        file('person', 'house.md', 'order: 31\nboundary: static'),
        file('person', 'tone.md', 'order: 20\nboundary: static', 'Speak in verse.'),
        file('person', 'working.slow.md', 'order: 30\nboundary: static', 'Take your time.'),
        file('person', 'desk.md', 'order: 5000\nboundary: dynamic', 'Shell {{shell}} on {{platform}}.'),
      ],
      { ...noChoice, variants: { working: 'slow' } },
    );
    expect(problems).toEqual([]);
    expect(fixed).not.toContain('# How you speak');
    expect(fixed.indexOf('Speak in verse.')).toBeLessThan(fixed.indexOf('Take your time.'));
    expect(fixed.indexOf('Take your time.')).toBeLessThan(fixed.indexOf('Words of house.md.'));
    expect(dynamic).toContain('Shell bash on linux x64.');
    expect(dynamic).not.toContain('More from this project');
  });

  it('a project’s stand behind everything else, whatever their order, below words that say what they are', () => {
    const { fixed, dynamic } = promptWith([
      file('project', 'release.md', 'order: -9\nboundary: dynamic'),
      file('project', 'environment.md', 'order: 2\nboundary: dynamic'),
      file('person', 'desk.md', 'order: 5000\nboundary: dynamic'),
    ]);
    expect(fixed).toBe(assembled().fixed);
    expect(dynamic).not.toContain('# Environment');
    const places = [
      'Words of desk.md.',
      '# More from this project',
      'Words of release.md.',
      'Words of environment.md.',
    ];
    expect(places.map((text) => dynamic.indexOf(text))).toEqual(
      places.map((text) => dynamic.indexOf(text)).sort((a, b) => a - b),
    );
    expect(dynamic).toContain('comes from .belay/prompts (release) and .belay/prompts (environment)');
  });

  const dynamic = 'order: 1\nboundary: dynamic';
  it.each<[string, PromptFile, string]>([
    ['a static one of a project', file('project', 'x.md', 'order: 1\nboundary: static'), 'must be dynamic'],
    [
      'a project’s in place of a static one',
      file('project', 'safety.md', dynamic),
      'may not take the place of "safety"',
    ],
    [
      'a project’s in place of what says its limits',
      file('project', 'x.md', `id: instructions\n${dynamic}`),
      'take the place',
    ],
    ['a project’s in place of its own frame', file('project', 'projectSections.md', dynamic), 'take the place'],
    ['a project’s with a flag', file('project', 'x.md', `flag: brief\n${dynamic}`), 'neither a flag nor a variant'],
    ['a project’s variant', file('project', 'environment.short.md', dynamic), 'neither a flag nor a variant'],
    [
      'an unknown flag',
      file('person', 'x.md', `flag: breif\n${dynamic}`),
      'there is no flag "breif"; there are memory,',
    ],
    [
      'a static one for the tool of an MCP server',
      file('person', 'x.md', 'order: 1\nboundary: static\ntools: mcp__tracker__find'),
      'cannot depend on the tool of an MCP server',
    ],
    ['broken front matter', { name: 'x.md', from: 'person', text: 'Hello' }, 'it needs front matter'],
    ['a value before the boundary', file('person', 'x.md', 'order: 1\nboundary: static', '{{date}}'), 'must not hold'],
  ])('%s is left out, with the reason', (_, one, reason) => {
    const { fixed, dynamic: rest, problems } = promptWith([one]);
    expect([fixed, rest]).toEqual([assembled().fixed, assembled().dynamic]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(
      `${one.from === 'person' ? '~/.belay/prompts' : '.belay/prompts'}/${one.name} is left out`,
    );
    expect(problems[0]).toContain(reason);
  });

  const asSafety: [string, string, string, string][] = [
    [
      'a value that is empty',
      'boundary: dynamic',
      'Notes: {{memoryIndex}}',
      'needs a value for {{memoryIndex}}, which',
    ],
    ['a value that nobody knows', 'boundary: dynamic', '{{typo}}', 'needs a value for {{typo}}; there are root,'],
    ['a flag that is off', 'boundary: static\nflag: brief', 'Short.', 'needs the flag brief, which is off'],
    ['a tool of other sessions', 'boundary: dynamic\ntools: rename_symbol', 'Hi.', 'needs the tool rename_symbol'],
    ['a tool that no version has', 'boundary: static\ntools: no_such', 'Hi.', 'there is no tool "no_such"'],
  ];
  it.each(asSafety)('one that needs %s leaves Belay’s own section standing, and says why', (_, head, body, reason) => {
    const custom = withCustomSections(sections, [file('person', 'safety.md', `order: 70\n${head}`, body)]);
    const tools = toolNames.filter((name) => name !== 'rename_symbol');
    const prompt = assemble({ ...promptValues, memoryIndex: undefined }, noChoice, custom.sections, tools);
    const problems = [...custom.problems, ...(prompt.problems ?? [])];
    expect(prompt.fixed).toBe(assembled().fixed);
    expect(problems).toEqual([expect.stringContaining(reason)]);
    expect(problems[0]).toMatch(/left out/);
  });

  it('a project’s that is left out leaves Belay’s own section, and is not named as one that stands', () => {
    const environment = file('project', 'environment.md', dynamic, 'Notes: {{memoryIndex}}');
    const custom = withCustomSections(sections, [environment]);
    const prompt = assemble({ ...promptValues, memoryIndex: '' }, noChoice, custom.sections, toolNames);
    expect(prompt.dynamic).toContain('# Environment');
    expect(prompt.dynamic).not.toContain('More from this project');
  });

  it('an added one for a tool that no version has is left out, with the reason', () => {
    const { problems } = promptWith([file('person', 'x.md', `tools: read_file, raed_file\n${dynamic}`)]);
    expect(problems).toEqual(['The prompt section ~/.belay/prompts/x.md is left out: there is no tool "raed_file".']);
  });

  it.each([
    ['mcp__tracker__find', [...toolNames, 'mcp__tracker__find'], true],
    ['grep, mcp__tracker__find', [...toolNames, 'mcp__tracker__find'], true],
    ['mcp__tracker__find', toolNames, false],
    ['mcp__other__find', [...toolNames, 'mcp__tracker__find'], false],
  ])('an added one for the tool %s of an MCP server stands where the server is', (needs, tools, stands) => {
    const one = file('person', 'x.md', `tools: ${needs}\n${dynamic}`, 'Look up each ticket first.');
    const custom = withCustomSections(sections, [one]);
    const prompt = assemble(promptValues, noChoice, custom.sections, tools);
    expect([...custom.problems, ...(prompt.problems ?? [])]).toEqual([]);
    expect(prompt.dynamic.includes('Look up each ticket first.')).toBe(stands);
    expect(prompt.fixed).toBe(assembled().fixed);
  });

  it('the second of two that are the same is left out, and one that asks for what nobody knows', () => {
    const twice = promptWith([file('person', 'a.md', `id: x\n${dynamic}`), file('person', 'x.md', dynamic)]);
    expect(twice.problems[0]).toContain('another file of the same folder is "x" already');
    expect(twice.dynamic).toContain('Words of a.md.');
    const strange = promptWith([file('project', 'x.md', dynamic, '{{token}}')]);
    expect(strange.problems[0]).toMatch(/needs a value for \{\{token\}\}.*It is left out\.$/);
  });

  it('what a person has put in place of a section, a project does not replace', () => {
    const { dynamic: rest, problems } = promptWith([
      file('person', 'environment.md', dynamic, 'Mine.'),
      file('project', 'environment.md', dynamic, 'Theirs.'),
    ]);
    expect(rest).toContain('Mine.');
    expect(rest).not.toContain('Theirs.');
    expect(problems[0]).toContain('may not take the place of "environment"');
  });

  const long = (words: string) => `${words} ${'x'.repeat(9_990 - words.length)}`;
  it.each(['person', 'project'] as const)('of a %s are left out beyond 40,000 characters in all, and said', (from) => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((name) => file(from, `${name}.md`, dynamic, long(`Of ${name}.`)));
    const { dynamic: rest, problems } = promptWith([...many, file(from, 'f.md', dynamic)]);
    expect(
      ['a', 'b', 'c', 'd', 'e', 'f'].filter((name) => new RegExp(`Of ${name}\\.|Words of ${name}`).test(rest)),
    ).toEqual(['a', 'b', 'c', 'd', 'f']);
    const folder = from === 'person' ? '~/.belay/prompts' : '.belay/prompts';
    expect(problems).toEqual([
      `The prompt section "e" is left out: with it, those of ${folder} would have 49955 characters, and 40000 is the most.`,
    ]);
  });

  it('one that is too much with all that it inserts gives way to what it replaces', () => {
    const values = { ...promptValues, memoryIndex: 'note '.repeat(700) };
    const parts = (files: readonly PromptFile[]) =>
      assemble(values, noChoice, withCustomSections(sections, files).sections, toolNames);
    const prompt = parts([file('person', 'environment.md', dynamic, '{{memoryIndex}}'.repeat(20))]);
    expect(prompt.dynamic).toBe(parts([]).dynamic);
    expect(prompt.problems).toEqual([
      expect.stringMatching(/^The prompt section "environment" is left out: .* stands\.$/),
    ]);
  });

  it('a person’s other wordings, of which one stands, do not count together', () => {
    const wordings = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      file('person', `house.${name}.md`, 'order: 31\nboundary: static', long(`Wording ${name}.`)),
    );
    const { fixed, problems } = promptWith(wordings, { ...noChoice, variants: { house: 'e' } });
    expect([fixed.includes('Wording e.'), problems]).toEqual([true, []]);
  });

  it('what a person adds behind the boundary takes no room from what they add before it', () => {
    const many = ['a', 'b', 'c', 'd'].map((name) => file('person', `${name}.md`, dynamic, long(`Of ${name}.`)));
    const last = file('person', 'z.md', 'order: 99\nboundary: static', long('First of all.'));
    const { fixed, dynamic: rest } = promptWith([...many, last]);
    expect([fixed.includes('First of all.'), rest.includes('Of c.'), rest.includes('Of d.')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
