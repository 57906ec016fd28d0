import { expect, it, vi } from 'vitest';
import type { PromptReport } from '../../../src/protocol/promptReport.ts';

const providers = vi.hoisted(() => new Map<string, { provideTextDocumentContent(): Promise<string> }>());
const opened = vi.hoisted((): string[] => []);

/** As much of the editor as a read-only document needs. */
vi.mock('vscode', () => ({
  EventEmitter: class {
    event = () => ({ dispose() {} });
    fire() {}
    dispose() {}
  },
  Uri: { from: ({ scheme, path }: { scheme: string; path: string }) => `${scheme}:${path}` },
  l10n: {
    t: (text: string, ...values: unknown[]) => text.replace(/\{(\d)\}/g, (_, n: string) => String(values[Number(n)])),
  },
  window: { showTextDocument: async () => {} },
  workspace: {
    registerTextDocumentContentProvider: (
      scheme: string,
      provider: { provideTextDocumentContent(): Promise<string> },
    ) => {
      providers.set(scheme, provider);
      return { dispose: () => providers.delete(scheme) };
    },
    openTextDocument: async (uri: string) => opened.push(uri),
  },
}));
const { registerPromptDocument } = await import('../../../src/editor/showPrompt.ts');
const { registerVariants } = await import('../../../src/editor/showVariants.ts');

const report: PromptReport = {
  model: 'claude-x',
  mode: 'default',
  choice: {
    flags: { brief: true, memory: false },
    variants: { working: 'terse' },
    experiments: [{ key: 'e', variation: '1' }],
  },
  sections: [
    {
      id: 'working',
      variant: 'terse',
      boundary: 'static',
      from: 'belay',
      characters: 20,
      tokens: 5,
      text: '# How\n\n```ts\na\n```',
    },
    { id: 'house', variant: 'default', boundary: 'dynamic', from: 'project', characters: 6, tokens: 2, text: 'Rules.' },
  ],
  tools: [
    { name: 'grep', tokens: 100, deferred: false },
    { name: 'glob', tokens: 30, deferred: true },
  ],
  tokens: { tools: 100, deferred: 30, static: 5, dynamic: 2 },
  breakpoints: [
    { after: 'tools', tokens: 100 },
    { after: 'static', tokens: 105 },
    { after: 'lastRequest', tokens: null },
    { after: 'end', tokens: null },
  ],
  counted: { observations: 3, error: 0.0213 },
  problems: ['A file is left out.'],
};

it('shows the prompt with sizes, breakpoints, choice and problems, and its text as it is', async () => {
  const document = registerPromptDocument(async () => report);
  await document.open();
  expect(opened).toContain('belay-prompt:/Belay prompt.md');
  const text = await providers.get('belay-prompt')?.provideTextDocumentContent();
  expect(text).toContain('Model `claude-x`, mode default. Token counts are fitted');
  expect(text).toContain('the error so far is 2.1 %.');
  expect(text).toContain('Flags on: `brief`. Variants: `working (terse)`. Experiments: `e` `1`.');
  expect(text).toContain('> A file is left out.');
  expect(text).toMatch(
    /1 tools +\| Belay +\| +100 \|\n\| \*\*cache breakpoint\*\* +\| +\| +100 \|\n\| `working \(terse\)` +\| Belay +\| +5 \|\n\| \*\*cache breakpoint\*\* +\| +\| +105 \|\n\| `house` +\| this project \| +2 \|\n\| In all +\| +\| +107 \|\n\| \*\*cache breakpoint where the request before ended\*\* +\| +\| moves along \|\n\| \*\*cache breakpoint at the end of the conversation\*\* +\| +\| moves along \|\n\| 1 deferred tools +\| Belay +\| +\(30\) \|/,
  );
  expect(text).toContain('Tools in the prompt: `grep` 100.\n\nTools that the model has to search for: `glob` 30.');
  expect(text).toContain('````markdown\n# How\n\n```ts\na\n```\n````');
  document.dispose();
  expect(providers.size).toBe(0);
});

it('says where a provider is not told what to cache', async () => {
  const document = registerPromptDocument(async () => ({ ...report, breakpoints: [] }));
  const text = await providers.get('belay-prompt')?.provideTextDocumentContent();
  expect(text).toContain('what it caches, it decides by itself');
  expect(text).not.toContain('**cache breakpoint');
  document.dispose();
});

it('says that there is nothing to compare yet', async () => {
  const store = { list: async () => [], read: async () => [] };
  const missing = async (): Promise<never> => {
    throw new Error('not asked for');
  };
  const sources = { store: { ...store, create: missing, open: missing, delete: missing }, costOf: () => undefined };
  const document = registerVariants(async () => sources);
  expect(await providers.get('belay-variants')?.provideTextDocumentContent()).toContain(
    'There are none with an answer yet.',
  );
  document.dispose();
});
