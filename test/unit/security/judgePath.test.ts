import { posix, win32 } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgePath, type PathAccess, type PathWorld } from '../../../src/security/paths/judgePath.ts';
import { onMac, onWindows, readings } from '../../support/paths/elsewhere.ts';
import { onLinux, root } from '../../support/paths/onLinux.ts';

// A workspace on each system, without a disk: where links lead is written here.

const links: Readonly<Record<string, string>> = {
  [`${root}/escape`]: '/etc',
  [`${root}/up`]: '/home/ada',
  [`${root}/innocent.txt`]: '/home/ada/.ssh/id_ed25519',
  [`${root}/docs/hook`]: `${root}/.git/hooks/pre-commit`,
  [`${root}/same`]: `${root}/src`,
};

function worldOf(platform: 'linux' | 'darwin' | 'win32'): PathWorld {
  const windows = platform === 'win32';
  const folder = windows ? 'C:\\Users\\ada\\shop' : root;
  const home = windows ? 'C:\\Users\\ada\\.belay' : '/home/ada/.belay';
  return {
    root: folder,
    realRoot: folder,
    home,
    realHome: home,
    readable: [`${home}${windows ? '\\' : '/'}output`],
    ignoreCase: platform !== 'linux',
    platform,
    resolve(path) {
      if (/^file:\/\//i.test(path)) return fileURLToPath(path, { windows });
      const person = windows ? 'C:\\Users\\ada' : '/home/ada';
      if (path === '~' || path.startsWith('~/')) return (windows ? win32 : posix).join(person, path.slice(1));
      return (windows ? win32 : posix).resolve(folder, path);
    },
    async realPath(path) {
      if (path.includes('loop')) throw new Error('Its symbolic links go round in circles.');
      if (path.includes('dangling')) throw new Error('It is a symbolic link that leads nowhere.');
      const link = Object.keys(links).find((from) => path === from || path.startsWith(`${from}/`));
      return link === undefined ? path : path.replace(link, links[link] ?? '');
    },
  };
}

const judge = async (platform: 'linux' | 'darwin' | 'win32', path: string, access: PathAccess = 'write') =>
  (await judgePath(path, access, worldOf(platform))).place;

const tables = [
  ['linux', 'write', onLinux],
  ['win32', 'write', onWindows],
  ['darwin', 'write', onMac],
  ['linux', 'read', readings],
] as const;

describe.each(tables)('on %s, for a %s', (platform, access, cases) => {
  it.each(cases.map(([path, place]) => [path.slice(0, 60), place, path] as const))(
    '%j is %s',
    async (_, place, path) => {
      expect(await judge(platform, path, access)).toBe(place);
    },
  );
});

describe('a verdict', () => {
  it('says what the path really is, and what to do about one that is refused', async () => {
    const world = worldOf('linux');
    expect(await judgePath('docs/hook', 'write', world)).toMatchObject({
      because: 'trusted',
      real: `${root}/.git/hooks/pre-commit`,
      reason: expect.stringContaining(`which is really ${root}/.git/hooks/pre-commit`),
    });
    for (const [path] of onLinux.filter(([, place]) => place !== 'inside')) {
      const verdict = await judgePath(path, 'write', world);
      expect('reason' in verdict && verdict.reason, path).toMatch(/^.{12,}\.$/s);
    }
  });

  it('deleting is judged like writing', async () => {
    for (const [path, place] of onLinux) expect([path, await judge('linux', path, 'delete')]).toEqual([path, place]);
  });

  it('a root that is a link itself is inside by either name', async () => {
    const world = { ...worldOf('linux'), root: '/link', resolve: (path: string) => posix.resolve('/link', path) };
    const real = { ...world, realPath: async (path: string) => path.replace(/^\/link(?=\/|$)/, root) };
    expect((await judgePath('a.ts', 'write', real)).place).toBe('inside');
    expect((await judgePath('../a.ts', 'write', real)).place).toBe('outside');
    expect((await judgePath('.git/x', 'write', real)).place).toBe('protected');
  });

  it('a root with a name that would be refused or decoded is itself not judged', async () => {
    for (const odd of ['/home/a%20b/x', '/home/．．/x', '/home/a\nb', '/work/.cargo/x', '/work/.git/modules/x']) {
      const world = {
        ...worldOf('linux'),
        root: odd,
        realRoot: odd,
        resolve: (path: string) => posix.resolve(odd, path),
      };
      expect([odd, (await judgePath('src/a%20b.ts', 'write', world)).place]).toEqual([odd, 'inside']);
      expect([odd, (await judgePath('%2e%2e/a', 'write', world)).place]).not.toEqual([odd, 'inside']);
    }
  });
});

describe('any spelling', () => {
  const shielded = onLinux.filter(([, place]) => place === 'protected').map(([path]) => path);
  // A link is a link by its exact name only.
  const plain = shielded.filter((path) => /^[\w./-]+$/.test(path) && !/^(?:docs|up)\/|^innocent/.test(path));
  const variants: readonly ((path: string) => string)[] = [
    (path) => path.toUpperCase(),
    (path) => `./${path}`,
    (path) => `x/../${path}`,
    (path) => path.replaceAll('/', '//'),
    (path) => path.replaceAll('/', '/./'),
    (path) => path.replaceAll('/', '\\'),
    (path) => path.replaceAll('.', '%2e'),
    (path) => path.replaceAll('.', '%252E'),
    (path) => path.replaceAll('/', '%2f'),
    (path) => path.replace(/[a-z]/g, (one) => String.fromCodePoint((one.codePointAt(0) ?? 0) + 0xfee0)),
    (path) => path.replaceAll('.', '．'),
    (path) => path.replaceAll('/', '／'),
    (path) => path.replaceAll('s', 'ſ'),
    (path) => path.replaceAll('i', 'ı'),
    (path) => path.replaceAll('k', '\u212a'),
    (path) => path.replace(/(?=\w)/, '\u200c'),
    (path) => path.replace(/(?=\w)/, '\u00ad'),
    (path) => `${path}.`,
    (path) => `${path} `,
    (path) => `${path}::$DATA`,
    (path) => `${path}/`,
    (path) => (path.startsWith('~') ? path : `${root}/${path}`),
    (path) => (path.startsWith('~') ? path : `file://${root}/${path}`),
    (path) => (path.startsWith('~') ? path : `same/../${path}`),
    (path) => path.normalize('NFD'),
  ];

  it('of a protected path is never an ordinary one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...plain),
        fc.array(fc.constantFrom(...variants), { minLength: 1, maxLength: 3 }),
        fc.constantFrom('linux', 'darwin'),
        async (path, changes, platform) => {
          const spelled = changes.reduce((text, change) => change(text), path);
          expect([spelled, await judge(platform, spelled)]).not.toEqual([spelled, 'inside']);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('of an ordinary path inside stays inside, and going up once too often never does', async () => {
    const name = fc
      .stringMatching(/^[a-z]{1,8}(?:\.[a-z]{2,4})?$/)
      .filter((one) => !/^(?:con|nul|prn|aux)\b|^git$|\.(?:key|pem|ppk)$/.test(one));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(name, fc.constantFrom('.', '')), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('linux', 'darwin', 'win32'),
        async (names, platform) => {
          const path = ['a', ...names].join('/');
          expect([path, await judge(platform, path)]).toEqual([path, 'inside']);
          const up = `${path}/${'../'.repeat(names.length + 3)}x`;
          expect([up, await judge(platform, up)]).not.toEqual([up, 'inside']);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('of anything at all gets a verdict', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.constantFrom('linux', 'win32'),
        async (path, platform) => {
          expect(['inside', 'outside', 'protected', 'deny']).toContain(await judge(platform, path));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
