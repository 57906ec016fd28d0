import { describe, expect, test } from 'vitest';
import { fuzzyScore } from '../../../src/editor/mentions/fuzzy.ts';

const paths = [
  'src/agent/session.ts',
  'src/agent/sessionPrompt.ts',
  'src/editor/sessions.ts',
  'src/editor/chatView.ts',
  'src/platform/sessionStore.ts',
  'test/unit/agent/sessions.test.ts',
  'webview-ui/chat/Composer.tsx',
  'README.md',
];
const best = (query: string): string | undefined =>
  paths
    .map((path) => ({ path, score: fuzzyScore(path, query) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.path.length - b.path.length)[0]?.path;

describe('what was typed finds what was meant', () => {
  test.each([
    ['session.ts', 'src/agent/session.ts'],
    ['sessions', 'src/editor/sessions.ts'],
    ['cv', 'src/editor/chatView.ts'],
    ['ss', 'src/platform/sessionStore.ts'],
    ['comp', 'webview-ui/chat/Composer.tsx'],
    ['chat/Comp', 'webview-ui/chat/Composer.tsx'],
    ['chat\\comp', 'webview-ui/chat/Composer.tsx'],
    ['unit/agent', 'test/unit/agent/sessions.test.ts'],
    ['rdm', 'README.md'],
    ['sesprom', 'src/agent/sessionPrompt.ts'],
    ['zzz', undefined],
  ])('%s', (query, expected) => expect(best(query)).toBe(expected));

  test('nothing typed fits everything', () => expect(paths.every((path) => fuzzyScore(path, ' ') >= 1)).toBe(true));
});
