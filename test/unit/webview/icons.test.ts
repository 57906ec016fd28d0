import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { toolIcon } from '../../../webview-ui/chat/toolIcon.ts';

const sheet = readFileSync('webview-ui/icons.css', 'utf8');
const ours = new Map([...sheet.matchAll(/\.codicon-([a-z-]+)::before \{\s+content: "(\\[0-9a-f]+)"/g)].map(pair));
const whole = readFileSync(createRequire(import.meta.url).resolve('@vscode/codicons/dist/codicon.css'), 'utf8');
const theirs = new Map([...whole.matchAll(/\.codicon-([a-z0-9-]+):before \{ content: "(\\[0-9a-f]+)" \}/g)].map(pair));

function pair(match: RegExpMatchArray): [string, string] {
  return [match[1] ?? '', match[2] ?? ''];
}

test('each icon has the code that the font gives it', () => {
  expect(ours.size).toBeGreaterThan(30);
  expect([...ours].filter(([name, code]) => theirs.get(name) !== code)).toEqual([]);
});

test('each icon that the view names is in its sheet', () => {
  const named = globSync('webview-ui/**/*.tsx').flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const parts = [...text.matchAll(/(?:<(?:Line)?Icon name|icon)=(?:"([a-z-]+)"|\{([^}]*)\})/g)];
    return parts.flatMap(([, plain, code]) =>
      plain ? [plain] : [...(code ?? '').matchAll(/'([a-z][a-z-]+)'/g)].map((one) => one[1] ?? ''),
    );
  });
  const tools = ['read_file', 'grep', 'edit_file', 'write_file', 'run_command', 'todo_write', 'ask_user', 'git_log'];
  const kinds = ['read', 'edit', 'execute', 'network', 'ask', 'plan'] as const;
  const byTool = [...tools.map((tool) => toolIcon({ tool })), ...kinds.map((kind) => toolIcon({ tool: '', kind }))];
  expect([...new Set([...named, ...byTool])].filter((name) => !ours.has(name))).toEqual([]);
});
