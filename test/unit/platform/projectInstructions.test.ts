import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mentionsIn } from '../../../src/platform/instructionImports.ts';
import { instructionLimits, projectInstructions } from '../../../src/platform/projectInstructions.ts';
import { isSecret } from '../../../src/security/paths.ts';
import { temporaryFolder } from '../../support/temporary.ts';

/** A home folder with these files in it; `root` is the workspace folder below it. */
function world(files: Readonly<Record<string, string>>, root = 'work/shop') {
  const home = realpathSync(temporaryFolder());
  mkdirSync(join(home, root), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  return {
    home,
    at: (path: string) => join(home, path),
    read: () => projectInstructions({ root: join(home, root), home, isSecret }),
  };
}

describe('instructions of a project', () => {
  it('are none where there is no file, or an empty one', async () => {
    expect(await world({}).read()).toBeUndefined();
    expect(await world({ 'work/shop/AGENTS.md': ' \n' }).read()).toBeUndefined();
  });

  it('stand as they are where there is one file', async () => {
    const { read } = world({ 'work/shop/AGENTS.md': '\uFEFFUse tabs.\r\nNo semicolons.\r\n' });
    expect(await read()).toEqual({ files: ['AGENTS.md'], text: 'Use tabs.\nNo semicolons.', problems: [] });
  });

  it('come from the top of the repository down, the nearest last, a text once', async () => {
    const { read } = world(
      {
        'AGENTS.md': 'Of the home folder.',
        'mono/.git/HEAD': '',
        'mono/AGENTS.md': 'Of the whole.',
        'mono/packages/CLAUDE.md': 'Of the packages.',
        'mono/packages/shop/AGENTS.md': 'Of the shop.',
        'mono/packages/shop/CLAUDE.md': 'Of the shop.',
        'AGENTS.other.md': '',
      },
      'mono/packages/shop',
    );
    expect(await read()).toEqual({
      files: ['../../AGENTS.md', '../CLAUDE.md', 'AGENTS.md'],
      text: 'From ../../AGENTS.md:\n\nOf the whole.\n\nFrom ../CLAUDE.md:\n\nOf the packages.\n\nFrom AGENTS.md:\n\nOf the shop.',
      problems: [],
    });
  });

  it('without a repository end below the home folder', async () => {
    const { read } = world({ 'AGENTS.md': 'Home.', 'work/AGENTS.md': 'Work.', 'work/shop/AGENTS.md': 'Shop.' });
    expect((await read())?.files).toEqual(['../AGENTS.md', 'AGENTS.md']);
  });

  it('bring in what they import, nested and once, and end in a circle', async () => {
    const { read } = world({
      'work/shop/AGENTS.md': 'See @docs/style.md and @docs/tests.md, then @docs/style.md.',
      'work/shop/docs/style.md': 'Style; tests are in @./tests.md.',
      'work/shop/docs/tests.md': 'Tests; back to @../AGENTS.md and @style.md',
      'notes/mine.md': 'Mine.',
      'work/shop/CLAUDE.md': '@AGENTS.md\n@~/notes/mine.md',
    });
    const found = await read();
    expect(found?.files).toEqual(['AGENTS.md', 'docs/style.md', 'docs/tests.md', 'CLAUDE.md', '~/notes/mine.md']);
    expect(found?.text).toContain('From ~/notes/mine.md:\n\nMine.');
    expect(found?.problems).toEqual([]);
  });

  it('follow imports five times', async () => {
    const chain = Array.from({ length: 8 }, (_, n) => [`work/shop/${n}.md`, `Level ${n} @${n + 1}.md`] as const);
    const { read } = world({ 'work/shop/AGENTS.md': '@0.md', ...Object.fromEntries(chain) });
    const found = await read();
    expect(found?.files).toEqual(['AGENTS.md', '0.md', '1.md', '2.md', '3.md', '4.md']);
    expect(found?.problems).toEqual(['4.md imports 5.md, which is left out: imports lead on 5 times at most.']);
  });

  it.each<[string, string, Record<string, string>, string]>([
    ['a secret of the project', '@./.env', { 'work/shop/.env': 'KEY=1' }, 'hold keys or passwords'],
    ['a key of the person', '@~/.ssh/id_rsa', { '.ssh/id_rsa': 'KEY' }, 'hold keys or passwords'],
    [
      'a hidden folder of the home',
      '@~/.config/app/notes.md',
      { '.config/app/notes.md': 'x' },
      'hidden folder .config',
    ],
    ['what is no note in the home', '@~/work/other/main.ts', { 'work/other/main.ts': 'x' }, 'only .md and .txt files'],
    ['what lies outside', '@/etc/hostname.md', {}, 'there is no such file'],
    ['a file of the system', '@/etc/passwd', {}, 'lies outside the project'],
    ['a file of git', '@./.git/notes.md', { 'work/shop/.git/notes.md': 'x' }, 'it is a file of git'],
    ['a file that is not there', '@docs/gone.md', {}, 'there is no such file'],
    ['a folder', '@./docs', { 'work/shop/docs/a.md': 'x' }, 'it is a folder'],
    ['what is no text', '@./a.txt', { 'work/shop/a.txt': 'x\0y' }, 'it is not a text'],
    ['a huge file', '@./a.txt', { 'work/shop/a.txt': 'x'.repeat(300_000) }, 'it is over 256 KB'],
  ])('never import %s', async (_, mention, files, reason) => {
    const found = await world({ 'work/shop/AGENTS.md': `Read ${mention} first.`, ...files }).read();
    expect(found?.files).toEqual(['AGENTS.md']);
    expect(found?.problems).toHaveLength(1);
    expect(found?.problems[0]).toContain(reason);
  });

  it('are not read through a link that leads out of the project or to a secret, but through one inside it', async () => {
    const { at, read } = world({
      'secret.md': 'Not yours.',
      'work/shop/.env': 'K=1',
      'work/shop/docs/rules.md': 'Rules.',
    });
    symlinkSync(at('secret.md'), at('work/shop/AGENTS.md'));
    symlinkSync('docs/rules.md', at('work/shop/CLAUDE.md'));
    expect(await read()).toEqual({
      files: ['CLAUDE.md'],
      text: 'Rules.',
      problems: ['AGENTS.md is left out of the instructions: it lies outside the project.'],
    });
    const { at: there, read: again } = world({ 'work/shop/.env': 'K=1' });
    symlinkSync('.env', there('work/shop/AGENTS.md'));
    expect((await again())?.text).toBe('');
  });

  it.skipIf(process.platform === 'win32')(
    'above the workspace must not be anybody’s to write; a pipe holds up nothing',
    async () => {
      const { at, read } = world({ 'work/AGENTS.md': 'Planted.', 'work/shop/AGENTS.md': 'Mine.' });
      chmodSync(at('work/AGENTS.md'), 0o666);
      execFileSync('mkfifo', [at('work/shop/CLAUDE.md')]);
      const found = await read();
      expect(found?.files).toEqual(['AGENTS.md']);
      expect([...(found?.problems ?? [])].sort()).toEqual([
        '../AGENTS.md is left out of the instructions: other users can write it.',
        'CLAUDE.md is left out of the instructions: it is not a plain file.',
      ]);
    },
  );

  it('keep the nearest where it is too much, then imports, and say what was cut', async () => {
    const line = `${'x'.repeat(99)}\n`;
    const { read } = world({
      'work/shop/AGENTS.md': `@more.md\n${'n'.repeat(99)}\n${line.repeat(150)}`,
      'work/shop/more.md': `m\n${line.repeat(150)}`,
      'work/AGENTS.md': `o\n${line.repeat(120)}`,
    });
    const found = await read();
    expect(found?.files).toEqual(['../AGENTS.md', 'AGENTS.md', 'more.md']);
    expect(found?.text.length).toBeLessThan(instructionLimits.characters + 1000);
    expect(found?.problems).toHaveLength(1);
    expect(found?.problems[0]).toMatch(/^more\.md is cut: \d+ of 15001 characters are left out/);
    expect(found?.text).toContain('Read the file for the rest.]');
  });

  it('give room to imports in the order in which they are written, to those of the nearest file first', async () => {
    const huge = 'A long line of the style guide.\n'.repeat(3_600);
    const { read } = world({
      'work/AGENTS.md': '@outer.md',
      'work/outer.md': `Outer.\n${huge}`,
      'work/shop/AGENTS.md': 'See @docs/a.md and @docs/huge.md.',
      'work/shop/docs/a.md': 'Tabs, not more.',
      'work/shop/docs/huge.md': huge,
    });
    const found = await read();
    expect(found?.files).toEqual(['../AGENTS.md', 'AGENTS.md', 'docs/a.md', 'docs/huge.md']);
    expect(found?.text).toContain('Tabs, not more.');
    expect(found?.problems.map((text) => text.replace(/ is cut:.*/, ''))).toEqual(['../outer.md', 'docs/huge.md']);
  });

  it('of one endless line are cut within it, and never in the middle of a character', async () => {
    const { read } = world({ 'work/shop/AGENTS.md': `x${'😀'.repeat(50_000)}` });
    const found = await read();
    expect(found?.files).toEqual(['AGENTS.md']);
    expect(found?.text.indexOf('\n[AGENTS.md is cut: 68002 of 100001 characters are left out')).toBe(31_999);
    expect(found?.text.isWellFormed()).toBe(true);
  });
});

describe('mentions in instructions', () => {
  it.each<[string, string, string[]]>([
    ['paths and files', 'See @docs/a.md, @./b and @~/c.txt.', ['docs/a.md', './b', '~/c.txt']],
    ['spaces that are escaped', '@my\\ notes/a.md', ['my notes/a.md']],
    ['in brackets and quotes', '(@a.md) "@b.md" [@c.md]', ['a.md', 'b.md', 'c.md']],
    ['in lists, nested too', '- @a.md\n    - @b.md', ['a.md', 'b.md']],
    ['no people, addresses or packages of a shell', 'Ask @anna or anna@example.com', []],
    ['nothing in backticks', 'Like `@a.md` and ``@b.md``, but @c.md', ['c.md']],
    ['nothing in fences, also unclosed', '```\n@a.md\n```\n@b.md\n~~~~\n@c.md\n~~~\n@d.md', ['b.md']],
    ['nothing in indented code', '    @a.md\n\t@b.md', []],
  ])('are %s', (_, text, expected) => {
    expect(mentionsIn(text).map(({ written }) => written)).toEqual(expected);
  });

  it.each([
    ['backticks', '`'.repeat(250_000)],
    ['pairs of backticks', '`a'.repeat(125_000)],
    ['ats', '@'.repeat(250_000)],
    ['mentions', '@a/'.repeat(80_000)],
  ])('in a huge line of %s take no long time', (_, text) => {
    const started = performance.now();
    mentionsIn(text);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('of packages are no files unless there is one', () => {
    expect(mentionsIn('uses @types/node and @scope/pkg')).toEqual([
      { written: 'types/node', certain: false },
      { written: 'scope/pkg', certain: false },
    ]);
  });
});
