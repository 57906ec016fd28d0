import { describe, expect, it, vi } from 'vitest';

// The tools of the editor are only looked at here, never run.
vi.mock('vscode', () => ({}));
const { tools } = await import('../../../src/tools/index.ts');
const { languageTools } = await import('../../../src/editor/languageTools/index.ts');
const { deferring } = await import('../../../src/agent/deferral.ts');
const { rankTools } = await import('../../../src/tools/find/rankTools.ts');
const { toolSearch } = await import('../../../src/tools/find/toolSearch.ts');
const { serverTools } = await import('../../support/sixtyTools.ts');
const { projectWithTools } = await import('../../support/toolContext.ts');

const all = [...tools, ...languageTools, ...serverTools];
const known = deferring(all, 'on').map((schema) => ({
  ...schema,
  keywords: all.find(({ name }) => name === schema.name)?.keywords ?? '',
}));
const waiting = known.filter(({ deferred }) => deferred);

describe('a search of tools', () => {
  it.each([
    ['list files in a directory', 'list_directory'],
    ['ls', 'list_directory'],
    ['show folder contents', 'list_directory'],
    ['find files by name pattern', 'glob'],
    ['glob', 'glob'],
    ['find all test files', 'glob'],
    ['rename a file', 'move_file'],
    ['move file to another folder', 'move_file'],
    ['delete a file', 'delete_file'],
    ['remove directory', 'delete_file'],
    ['multiple edits in one file', 'multi_edit'],
    ['replace several places', 'multi_edit'],
    ['edit jupyter notebook cell', 'notebook_edit'],
    ['ipynb', 'notebook_edit'],
    ['git status', 'git_status'],
    ['which files are modified', 'git_status'],
    ['what changed in the working tree', 'git_diff'],
    ['diff against main branch', 'git_diff'],
    ['commit history', 'git_log'],
    ['who changed this file and when', 'git_log'],
    ['read output of background process', 'read_process'],
    ['check the dev server log', 'read_process'],
    ['stop background server', 'kill_process'],
    ['kill process', 'kill_process'],
    ['create a todo list', 'todo_write'],
    ['track progress of steps', 'todo_write'],
    ['ask the user a question', 'ask_user'],
    ['let the person choose between options', 'ask_user'],
    ['recall earlier conversation', 'recall'],
    ['compiler errors in this file', 'diagnostics'],
    ['type check problems', 'diagnostics'],
    ['outline of a file', 'document_symbols'],
    ['list functions in file', 'document_symbols'],
    ['find class by name in the project', 'workspace_symbols'],
    ['jump to definition', 'go_to_definition'],
    ['where is this function defined', 'go_to_definition'],
    ['find all callers of a function', 'find_references'],
    ['usages of symbol', 'find_references'],
    ['rename variable everywhere', 'rename_symbol'],
    ['refactor rename function', 'rename_symbol'],
    ['create an issue', 'mcp__tracker__create_issue'],
    ['open a pull request', 'mcp__forge__open_pull_request'],
    ['run a SQL query', 'mcp__database__run_query'],
    ['describe database table', 'mcp__database__describe_table'],
    ['take a screenshot', 'mcp__browser__take_screenshot'],
    ['browser console messages', 'mcp__browser__read_console_messages'],
    ['find free time in calendar', 'mcp__calendar__find_free_time'],
    ['invite people to a meeting', 'mcp__calendar__invite_attendees'],
  ])('for "%s" has %s among the first three', (query, name) => {
    expect(rankTools(query, waiting, 3).map((tool) => tool.name)).toContain(name);
  });

  it.each(['', 'the', 'zzzz qqqq', '!!!', '日本'])('finds nothing for "%s"', (query) => {
    expect(rankTools(query, waiting, 3)).toEqual([]);
  });

  it('gives equal questions equal answers, whatever the order of the tools', () => {
    const names = (list: typeof waiting) => rankTools('create event', list, 5).map(({ name }) => name);
    expect(names([...waiting].reverse())).toEqual(names(waiting));
  });

  it('finds each tool by its exact name', () => {
    for (const { name } of waiting) expect(rankTools(name, waiting, 3).map((tool) => tool.name)).toContain(name);
  });
});

describe('tool_search', () => {
  const { context } = projectWithTools({});
  async function search(query: string) {
    if (toolSearch.kind === 'edit') throw new Error('it searches');
    return await toolSearch.run({ query }, { ...context, knownTools: () => known });
  }

  it('describes what it finds whole, with names for the provider', async () => {
    const { text, found } = await search('git_diff rename_symbol');
    expect(found).toEqual(['git_diff', 'rename_symbol']);
    const [diff, rename] = text.split('\n\n');
    expect(diff).toContain('git_diff: Shows changes');
    expect(JSON.parse(rename?.split('Input: ')[1] ?? '')).toMatchObject({
      required: ['path', 'line', 'symbol', 'newName'],
    });
  });

  it('takes the names among other words', async () => {
    expect((await search('load git_diff and mcp__browser__close_tab')).found).toEqual([
      'git_diff',
      'mcp__browser__close_tab',
    ]);
  });

  it('says what is there already', async () => {
    await expect(search('read_file')).rejects.toThrow('You have read_file already: call it directly.');
    expect((await search('read_file git_log')).found).toEqual(['git_log']);
  });

  it('says so where nothing fits', async () => {
    await expect(search('zzzz')).rejects.toThrow('No tool fits these words');
  });

  it('names in its description every own tool that waits, but those that another description names', () => {
    const loaded = known.filter(({ deferred }) => !deferred);
    const named = new Set(loaded.flatMap(({ description }) => description.match(/\w+/g) ?? []));
    const own = waiting.filter(({ name }) => !name.startsWith('mcp__')).map(({ name }) => name);
    expect(own.filter((name) => !named.has(name))).toEqual([]);
  });
});
