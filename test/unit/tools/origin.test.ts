import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Tool } from '../../../src/agent/tool.ts';
import { listDirectory } from '../../../src/tools/files/listDirectory.ts';
import { readFile } from '../../../src/tools/files/readFile.ts';
import { glob } from '../../../src/tools/search/glob.ts';
import { grep } from '../../../src/tools/search/grep.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { projectWithTools } from '../../support/toolContext.ts';

const calls: readonly [Tool, (folder: string) => Record<string, unknown>, string][] = [
  [readFile, (folder) => ({ path: join(folder, 'a.txt') }), 'file outside the workspace: {}/a.txt'],
  [listDirectory, (folder) => ({ path: folder }), 'names in a folder outside the workspace: {}'],
  [glob, (folder) => ({ path: folder, pattern: '*.txt' }), 'names in a folder outside the workspace: {}'],
  [grep, (folder) => ({ path: folder, pattern: 'text' }), 'files outside the workspace: {}'],
];

test.each(calls)('$name marks what is outside, also behind a link, and nothing inside', async (tool, input, origin) => {
  const project = projectWithTools({ 'a.txt': 'text\n', 'sub/a.txt': 'text\n' });
  const outside = temporaryFolder({ 'a.txt': 'text\n' });
  symlinkSync(outside, project.at('link'));
  const untrusted = async (folder: string) => (await project.run(tool, input(folder))) as { untrusted?: string };
  expect((await untrusted(outside)).untrusted).toBe(origin.replace('{}', outside));
  expect((await untrusted(project.at('link'))).untrusted).toBe(origin.replace('{}', outside));
  expect(await untrusted(project.root)).not.toHaveProperty('untrusted');
  expect(await untrusted('sub')).not.toHaveProperty('untrusted');
});
