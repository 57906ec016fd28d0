import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { applyPatch } from '../../../src/tools/files/applyPatch.ts';
import { editFile } from '../../../src/tools/files/editFile.ts';
import { readFile } from '../../../src/tools/files/readFile.ts';
import { projectWithTools } from '../../support/toolContext.ts';

/** A project whose files were all read. */
async function project(files: Readonly<Record<string, string | Uint8Array>>) {
  const made = projectWithTools(files);
  for (const path of Object.keys(files)) await made.call(readFile, { path });
  return { ...made, patch: (...lines: string[]) => made.call(applyPatch, { patch: lines.join('\n') }) };
}

const envelope = (...lines: string[]): string[] => ['*** Begin Patch', ...lines, '*** End Patch'];

test('changes, creates, moves and deletes files by one patch', async () => {
  const { patch, at, call } = await project({
    'a.ts': 'a\nb\n',
    'old.ts': 'x\ny\n',
    'plain.ts': 'p\n',
    'gone.ts': 'g\n',
  });
  const result = await patch(
    ...envelope(
      '*** Update File: a.ts',
      '@@',
      ' a',
      '-b',
      '+B',
      '*** Update File: old.ts',
      '*** Move to: new/deep.ts',
      '@@',
      '-y',
      '+Y',
      '*** Update File: plain.ts',
      '*** Move to: other.ts',
      '*** Delete File: gone.ts',
      '*** Add File: made/c.ts',
      '+c',
    ),
  );
  expect(result).toBe('edit a.ts\nedit old.ts\nmove old.ts\nmove plain.ts\ndelete gone.ts\ncreate made/c.ts');
  expect(['a.ts', 'new/deep.ts', 'other.ts', 'made/c.ts'].map((name) => readFileSync(at(name), 'utf8'))).toEqual([
    'a\nB\n',
    'x\nY\n',
    'p\n',
    'c\n',
  ]);
  expect(['old.ts', 'plain.ts', 'gone.ts'].map((name) => existsSync(at(name)))).toEqual([false, false, false]);
  // What was changed and moved counts as seen under its new name.
  await call(editFile, { path: 'new/deep.ts', oldText: 'Y', newText: 'Z' });
  await patch(...envelope('*** Update File: made/c.ts', '@@', '-c', '+d'));
});

test('a file that does not fit whole is left as it is; the others are changed, and the model is told which is which', async () => {
  const { patch, at } = await project({ 'a.ts': 'a\n', 'b.ts': 'b\nc\n', 'd.ts': 'x\nx\n' });
  const result = await patch(
    ...envelope(
      '*** Update File: a.ts',
      '@@',
      '-a',
      '+A',
      '*** Update File: b.ts',
      '@@',
      '-b',
      '+B',
      '@@',
      '-z',
      '+y',
      '*** Update File: d.ts',
      '@@',
      '-x',
      '+y',
    ),
  );
  expect(result).toBe(`edit a.ts
Only a part of the patch fitted. These files were left as they are; send a patch for them alone:
b.ts (1 of 2 hunks fitted):
Hunk 2 (line 10 of the patch): The hunk was not found, nor anything close to it. Read the file again with read_file and copy the text exactly.
d.ts:
Hunk 1 (line 14 of the patch): It fits in 2 places, at lines 1, 2. Add lines of context, or an @@ line with the line of the function or class that it is in.`);
  expect(['a.ts', 'b.ts', 'd.ts'].map((name) => readFileSync(at(name), 'utf8'))).toEqual(['A\n', 'b\nc\n', 'x\nx\n']);
});

test('what was overlooked is told', async () => {
  const { patch, at } = await project({ 'a.ts': 'a \nb\n' });
  expect(
    await patch(...envelope('*** Update File: a.ts', '@@', ' a', '-b', '+B', '*** Add File: b.ts', 'b')),
  ).toBe(`edit a.ts
create b.ts
a.ts: hunk 1 did not fit to the letter; overlooked or repaired: trailing white space. Lines that stay keep what the file has.
b.ts: no line began with +, so the lines were taken as they are.`);
  expect(['a.ts', 'b.ts'].map((name) => readFileSync(at(name), 'utf8'))).toEqual(['a \nB\n', 'b\n']);
});

const refused: [name: string, lines: string[], message: RegExp][] = [
  [
    'a patch that cannot be read',
    ['*** Update File: a.ts', '@@', 'a'],
    /^Line 4 of the patch \(“a”\)[\s\S]*Nothing was changed/,
  ],
  [
    'a file that was not read',
    ['*** Update File: unread.ts', '@@', '-u', '+U'],
    /^Nothing was changed\.\nYou have not read unread\.ts yet/,
  ],
  ['a file that is not there', ['*** Update File: none.ts', '@@', '-u', '+U'], /There is no file none\.ts/],
  [
    'a file that changed since',
    ['*** Update File: changed.ts', '@@', '-c', '+C'],
    /changed\.ts has changed since you read it/,
  ],
  ['adding what exists', ['*** Add File: a.ts', '+x'], /a\.ts exists already, so it cannot be added/],
  [
    'adding a file with code left out',
    ['*** Add File: n.ts', '+a', '+// ... rest of the code'],
    /n\.ts: The new text leaves something out/,
  ],
  [
    'moving onto another file',
    ['*** Update File: a.ts', '*** Move to: b.ts', '@@', '-a', '+A'],
    /b\.ts, where it should move, exists already/,
  ],
  ['moving a folder', ['*** Update File: d', '*** Move to: e'], /d is a folder\. A patch moves files only/],
  ['deleting a folder', ['*** Delete File: d'], /d is a folder\. A patch deletes files only/],
  ['deleting what is not there', ['*** Delete File: none.ts'], /nothing at none\.ts/],
  ['hunks that change nothing', ['*** Update File: a.ts', '@@', '-a', '+a'], /a\.ts: the hunks change nothing/],
  ['a binary file', ['*** Update File: x.bin', '@@', '-a', '+b'], /x\.bin is a binary file/],
  [
    'one path twice',
    ['*** Update File: a.ts', '@@', '-a', '+A', '*** Delete File: ./a.ts'],
    /names a\.ts twice, on line 2 and line 6/,
  ],
  [
    'one path twice, by a move',
    ['*** Update File: a.ts', '*** Move to: n.ts', '*** Add File: n.ts', '+x'],
    /names n\.ts twice/,
  ],
];

test.each(refused)('refused, and nothing changes: %s', async (_name, lines, message) => {
  const { patch, at } = await project({ 'a.ts': 'a\n', 'b.ts': 'b\n', 'changed.ts': 'c\n', 'd/x': 'x\n' });
  writeFileSync(at('changed.ts'), 'c\nd\n');
  writeFileSync(at('unread.ts'), 'u\n');
  writeFileSync(at('x.bin'), Buffer.from([0, 1]));
  const failing = patch(...envelope(...lines));
  await expect(failing).rejects.toThrow(message);
  await expect(failing).rejects.toMatchObject({ name: 'ToolError' });
  expect(['a.ts', 'b.ts', 'd/x'].map((name) => readFileSync(at(name), 'utf8'))).toEqual(['a\n', 'b\n', 'x\n']);
});

const declared: [name: string, patch: string[], paths: unknown, title: string][] = [
  [
    'every path, the target of a move too',
    ['*** Update File: ../a', '*** Move to: /b', '*** Add File: c', '+c', '*** Delete File: .git/config'],
    [
      { path: '../a', access: 'write' },
      { path: '/b', access: 'write' },
      { path: 'c', access: 'write' },
      { path: '.git/config', access: 'delete' },
    ],
    'Patch ../a and 2 more',
  ],
  ['one file', ['*** Add File: c', '+c'], [{ path: 'c', access: 'write' }], 'Patch c'],
  ['a patch that cannot be read', ['*** Update File: a', 'x'], [], 'Apply a patch'],
];

test.each(declared)('the gate judges %s', (_name, lines, paths, title) => {
  const input = { patch: envelope(...lines).join('\n') };
  expect(applyPatch.targets(input)).toEqual({ paths });
  expect(applyPatch.title(input)).toBe(title);
});
