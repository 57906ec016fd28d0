import { describe, expect, it, vi } from 'vitest';
import { toolNames } from '../../../src/prompts/toolNames.ts';

// The tools of the editor are only looked at here, never run.
vi.mock('vscode', () => ({}));
const { tools } = await import('../../../src/tools/index.ts');
const { languageTools } = await import('../../../src/editor/languageTools/index.ts');
const all = [...tools, ...languageTools];

/** Fits a description to the pattern: what, when, when not, limits, in this order. */
const pattern = /^[A-Z][a-z]+s\b[\s\S]+\.?\s(?:Use it )[\s\S]+\. Not [\s\S]+\. Limits: [\s\S]+\.$/;

describe('the description of a tool', () => {
  it.each(all.map((tool) => [tool.name, tool.description] as const))('%s: what, when, when not, limits', (_, text) => {
    expect(text).toMatch(pattern);
    expect(text.length).toBeGreaterThan(80);
    expect(text.length).toBeLessThan(1200);
  });

  it.each(all.map((tool) => [tool.name, tool.description] as const))(
    '%s names only tools that there are',
    (_, text) => {
      const named = text.match(/\b[a-z]+_[a-z]+(?:_[a-z]+)?\b/g) ?? [];
      expect(named.filter((name) => !toolNames.includes(name))).toEqual([]);
    },
  );

  it.each([
    ['grep', 'glob'],
    ['glob', 'grep'],
    ['list_directory', 'glob'],
    ['read_file', 'grep'],
    ['edit_file', 'multi_edit'],
    ['write_file', 'edit them'],
    ['move_file', 'rename_symbol'],
    ['run_command', 'other tools'],
    ['git_status', 'git_diff'],
    ['git_log', 'git_diff'],
    ['diagnostics', 'own checks'],
    ['document_symbols', 'workspace_symbols'],
    ['workspace_symbols', 'grep'],
    ['go_to_definition', 'grep'],
    ['find_references', 'grep'],
    ['rename_symbol', 'move_file'],
    ['apply_patch', 'notebook_edit'],
  ])('%s says where %s is better', (name, other) => {
    const text = all.find((tool) => tool.name === name)?.description ?? '';
    expect(text.slice(text.lastIndexOf(' Not '))).toContain(other);
  });

  it('the prompt knows all tools of this version, and no other', () => {
    expect([...toolNames].sort()).toEqual(all.map(({ name }) => name).sort());
  });
});
