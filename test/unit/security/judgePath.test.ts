import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globPattern } from '../../../src/platform/globPattern.ts';
import { judgePath, type PathAccess } from '../../../src/security/paths/judgePath.ts';
import { isSecret, isTrustedByPrograms, maybeSecretGlobs } from '../../../src/security/paths.ts';
import { onMac, onWindows, readings } from '../../support/paths/elsewhere.ts';
import { onLinux, root } from '../../support/paths/onLinux.ts';
import { ordinaryNames, plainNames, secretNames, trustedNames } from '../../support/paths/secretNames.ts';
import { worldOf } from '../../support/paths/world.ts';

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

describe('what a file is for, by its name', () => {
  it('files with keys and passwords, and every backup of one, ask to be read; their likes do not', async () => {
    for (const path of secretNames) expect([path, await judge('linux', path, 'read')]).toEqual([path, 'protected']);
    for (const path of plainNames) expect([path, await judge('linux', `./${path}`, 'read')]).toEqual([path, 'inside']);
  });

  it('files that programs trust ask to be written, and what is edited all day does not', async () => {
    for (const path of trustedNames) expect([path, await judge('linux', path)]).toEqual([path, 'protected']);
    for (const path of ordinaryNames) expect([path, await judge('linux', path)]).toEqual([path, 'inside']);
  });

  it('globs find every secret and every backup of one', () => {
    const found = maybeSecretGlobs().map((glob) => globPattern(glob));
    const inside = secretNames.filter((path) => !path.startsWith('~'));
    expect(inside.filter((path) => !found.some((fits) => fits(path.toLowerCase())))).toEqual([]);
  });

  it('judging takes no time', async () => {
    const world = worldOf('linux');
    const paths = [...secretNames, ...plainNames, ...trustedNames];
    const start = performance.now();
    for (let round = 0; round < 5; round += 1)
      for (const path of paths) await judgePath(path, round % 2 ? 'read' : 'write', world);
    // A tenth of this is usual; a pattern that goes wrong takes hundreds of times as long.
    expect((performance.now() - start) / (5 * paths.length)).toBeLessThan(1);
    const long = performance.now();
    for (const part of ['1.', '-1', '.bak', ' copy', '~', '#', '_rsa'])
      await judgePath(part.repeat(4000 / part.length), 'read', world);
    expect((performance.now() - long) / 7).toBeLessThan(20);
  });
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
    // After a slash dots are no end of the name, but the folder or the one above it.
    (path) => (/\/\.?$/.test(path) ? path : `${path}.`),
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
      .filter(
        (one) =>
          !/^(?:con|nul|prn|aux)\b|^git$|^loop$|^dangling$/.test(one) && !isSecret(one) && !isTrustedByPrograms(one),
      );
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
