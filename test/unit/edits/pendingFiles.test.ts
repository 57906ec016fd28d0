import { describe, expect, test } from 'vitest';
import { type AppliedFile, addApplied, type PendingFile, withoutWhole } from '../../../src/edits/pendingFiles.ts';

const edit = (path: string, before: string, after: string): AppliedFile => ({ kind: 'edit', path, before, after });
const create = (path: string, after: string): AppliedFile => ({ kind: 'create', path, after, folders: [] });
const move = (path: string, to: string, directory = false): AppliedFile => ({
  kind: 'move',
  path,
  to,
  directory,
  folders: [],
});
const remove = (path: string, before: string | undefined, directory = false): AppliedFile => ({
  kind: 'delete',
  path,
  before,
  directory,
  checkpoint: `of ${path}`,
});

function pendingAfter(...steps: readonly AppliedFile[]): readonly PendingFile[] {
  return steps.reduce<readonly PendingFile[]>((files, step, index) => addApplied(files, `t${index + 1}`, step), []);
}

/** A file in a few words: what happened to it, where, and from which text to which. */
function words(file: PendingFile): string {
  const from = file.kind === 'move' ? `${file.from} → ` : '';
  const text = 'text' in file && file.text ? ` ${JSON.stringify([file.text.before, file.text.after])}` : '';
  const turn = 'turn' in file ? ` ${file.turn}` : ` ${file.text.hunks.map((hunk) => hunk.turn).join()}`;
  const prior = file.kind === 'delete' && file.prior.length > 0 ? ` (${file.prior.map(words).join('; ')})` : '';
  return `${file.kind} ${from}${file.path}${text}${turn}${prior}`;
}

describe('what is pending of the files', () => {
  test.each<[string, readonly AppliedFile[], readonly string[]]>([
    ['an edit', [edit('/a', 'x\n', 'y\n')], ['edit /a ["x\\n","y\\n"] t1']],
    ['two edits are one', [edit('/a', 'x\n', 'y\n'), edit('/a', 'y\n', 'z\n')], ['edit /a ["x\\n","z\\n"] t2']],
    ['an edit that takes back the one before it', [edit('/a', 'x\n', 'y\n'), edit('/a', 'y\n', 'x\n')], []],
    ['an edit that changes nothing', [edit('/a', 'x\n', 'x\n')], []],
    ['a new file', [create('/a', 'x\n')], ['create /a ["","x\\n"] t1']],
    [
      'a new file stays one when it is edited',
      [create('/a', 'x\n'), edit('/a', 'x\n', 'y\n')],
      ['create /a ["","y\\n"] t1'],
    ],
    [
      'what the person wrote in a new file is theirs',
      [create('/a', 'x\n'), edit('/a', 'x\nmine\n', 'y\nmine\n')],
      ['create /a ["mine\\n","y\\nmine\\n"] t1'],
    ],
    ['a new file that is deleted again', [create('/a', 'x\n'), remove('/a', 'x\n')], []],
    [
      'a new file with lines of the person that is deleted',
      [create('/a', 'x\n'), remove('/a', 'x\nmine\n')],
      ['delete /a t2 (create /a ["","x\\n"] t1)'],
    ],
    [
      'a deletion keeps what was pending before it',
      [edit('/a', 'x\n', 'y\n'), remove('/a', 'y\n')],
      ['delete /a t2 (edit /a ["x\\n","y\\n"] t1)'],
    ],
    [
      'a deleted file that is made anew',
      [remove('/a', 'x\n'), create('/a', 'y\n')],
      ['delete /a t1', 'create /a ["","y\\n"] t2'],
    ],
    ['a move', [move('/a', '/b')], ['move /a → /b t1']],
    ['a move and back', [move('/a', '/b'), move('/b', '/a')], []],
    ['two moves are one', [move('/a', '/b'), move('/b', '/c')], ['move /a → /c t2']],
    ['an edited file that moves', [edit('/a', 'x\n', 'y\n'), move('/a', '/b')], ['move /a → /b ["x\\n","y\\n"] t2']],
    ['a moved file that is edited', [move('/a', '/b'), edit('/b', 'x\n', 'y\n')], ['move /a → /b ["x\\n","y\\n"] t1']],
    [
      'moved, edited and moved back',
      [move('/a', '/b'), edit('/b', 'x\n', 'y\n'), move('/b', '/a')],
      ['edit /a ["x\\n","y\\n"] t2'],
    ],
    ['a new file that moves', [create('/a', 'x\n'), move('/a', '/b')], ['create /b ["","x\\n"] t1']],
    [
      'files in a folder that moves go with it',
      [edit('/d/a', 'x\n', 'y\n'), create('/dd/b', ''), move('/d', '/e', true)],
      ['edit /e/a ["x\\n","y\\n"] t1', 'create /dd/b ["",""] t2', 'move /d → /e t3'],
    ],
    [
      'files in a folder that is deleted are in its deletion',
      [edit('/d/a', 'x\n', 'y\n'), remove('/d', undefined, true)],
      ['delete /d t2 (edit /d/a ["x\\n","y\\n"] t1)'],
    ],
  ])('%s', (_, steps, expected) => {
    expect(pendingAfter(...steps).map(words)).toEqual(expected);
  });

  test.each<[string, readonly AppliedFile[], readonly string[]]>([
    ['a deletion', [edit('/a', 'x\n', 'y\n'), remove('/a', 'y\n')], ['edit /a ["x\\n","y\\n"] t1']],
    ['a move', [edit('/a', 'x\n', 'y\n'), move('/a', '/b')], ['edit /a ["x\\n","y\\n"] t1']],
    ['a pure move', [move('/a', '/b')], []],
    ['a folder that moved', [edit('/d/a', 'x\n', 'y\n'), move('/d', '/e', true)], ['edit /d/a ["x\\n","y\\n"] t1']],
    ['a new file', [create('/a', 'x\n')], []],
  ])('%s that is taken back leaves what was pending before it', (_, steps, expected) => {
    const files = pendingAfter(...steps);
    const [last] = files.slice(-1);
    expect(last && withoutWhole(files, last).map(words)).toEqual(expected);
  });
});
