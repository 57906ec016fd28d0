import { describe, expect, it } from 'vitest';
import { assemble, type PromptValues } from '../../../src/prompts/assemble.ts';
import { parseSection, sections } from '../../../src/prompts/sections.ts';

const values: PromptValues = {
  root: '/home/ada/shop',
  platform: 'linux x64',
  shell: 'bash',
  date: '2026-11-21',
  versionControl: 'git',
  instructions: { files: ['AGENTS.md'], text: 'Use tabs.' },
};

describe('the prompt', () => {
  it('is this, word for word', async () => {
    const { fixed, dynamic } = assemble(values);
    await expect(`${fixed}\n\n=== boundary ===\n\n${dynamic}\n`).toMatchFileSnapshot('prompt.snapshot.md');
  });

  it('has the same static part for everyone', () => {
    const other = { ...values, root: 'C:\\work', platform: 'win32', date: '2031-01-01', instructions: undefined };
    expect(assemble(other).fixed).toBe(assemble(values).fixed);
  });

  it('leaves instructions out where there are none', () => {
    expect(assemble({ ...values, instructions: undefined }).dynamic).not.toContain('Instructions of this project');
  });

  it('caps what is inserted and says so', () => {
    const { dynamic } = assemble({ ...values, instructions: { files: ['AGENTS.md'], text: 'x'.repeat(100_000) } });
    expect(dynamic.length).toBeLessThan(40_000);
    expect(dynamic).toContain('[cut after 32000 characters]');
  });

  it('does not read placeholders inside what is inserted', () => {
    expect(assemble({ ...values, instructions: { files: ['A'], text: '{{root}} $& $1' } }).dynamic).toContain(
      '{{root}} $& $1',
    );
  });

  it.each([
    ['a missing value', '---\nid: a\norder: 1\nboundary: dynamic\n---\n{{nothing}}', 'needs a value for {{nothing}}'],
    ['a value in a static section', '---\nid: a\norder: 1\nboundary: static\n---\n{{root}}', 'must not hold {{root}}'],
  ])('throws on %s', (_, file, message) => {
    expect(() => assemble(values, [parseSection(file)])).toThrow(message);
  });

  it.each([
    ['no front matter', 'text'],
    ['no id', '---\norder: 1\nboundary: static\n---\ntext'],
    ['no order', '---\nid: a\norder: soon\nboundary: static\n---\ntext'],
    ['no boundary', '---\nid: a\norder: 1\n---\ntext'],
  ])('a section with %s is refused', (_, file) => {
    expect(() => parseSection(file)).toThrow(/needs/);
  });

  it('has unique ids and orders, static sections before dynamic ones', () => {
    expect(new Set(sections.map(({ id }) => id)).size).toBe(sections.length);
    expect(new Set(sections.map(({ order }) => order)).size).toBe(sections.length);
    const boundaries = sections.map(({ boundary }) => boundary);
    expect(boundaries).toEqual([...boundaries].sort().reverse());
  });
});
