import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { secretAttributes } from '../../src/security/paths.ts';
import { type Scratch, scratchProject } from './scratchProject.ts';

/** What stands in everything that no command may show. */
export const canary = 'quokka';

/** Which of two secrets the files hold. They differ in nothing that may be seen: they are equally long and old. */
export type Version = 'first' | 'second';

/** Files with secrets, by their paths from the project; those outside are no keys by their names. */
const hidden = {
  '.env': 'TOKEN',
  'config/.env.local': 'PASSWORD',
  id_rsa: 'KEY',
  'secrets.json': '{"a"',
  '../outside/secret.txt': 'one',
  '../outside/inner/deep.txt': 'two',
};

/** A scratch project in which, beside it and in whose history there are secrets, and links that lead to them. */
export interface SecretScratch extends Scratch {
  /** Puts one of the two versions of each secret into place. */
  hold(version: Version): void;
  /** Attributes for git, outside the project, as Belay has them. */
  readonly attributes: string;
}

export function secretScratch(): SecretScratch {
  const scratch = scratchProject(addSecrets);
  const { root } = scratch;
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], {
      stdio: 'pipe',
    });
  mkdirSync(join(root, 'old'));
  writeFileSync(join(root, 'old/.env'), `TOKEN=${canary}-of-old\n`);
  git('add', '--force', 'old/.env');
  git('commit', '--quiet', '-m', 'third', '--', 'old/.env');
  git('rm', '--quiet', 'old/.env');
  git('commit', '--quiet', '-m', 'fourth', '--', 'old/.env');
  const attributes = join(root, '../attributes');
  writeFileSync(attributes, `${secretAttributes()}\n`);
  const hold = (version: Version): void => {
    for (const [path, name] of Object.entries(hidden)) put(root, path, secret(name, version));
  };
  hold('first');
  return { ...scratch, hold, attributes, remove: () => rmSync(dirname(root), { recursive: true, force: true }) };
}

function addSecrets(root: string): void {
  for (const [path, name] of Object.entries(hidden)) put(root, path, secret(name, 'first').replaceAll('-', '_'));
  mkdirSync(join(root, 'linked'));
  for (const [link, target] of [
    ['link-out', '../outside/secret.txt'],
    ['linked/to-file', '../../outside/secret.txt'],
    ['linked/to-folder', '../../outside/inner'],
    ['linked/to-secret', '../.env'],
    ['linked/plain.txt', '../a.txt'],
  ] as const)
    symlinkSync(target, join(root, link));
  // What stands under the same names for a program that compares two folders.
  for (const name of ['to-file', 'to-secret', 'plain.txt', 'to-folder/deep.txt', 'config/.env.local'])
    put(root, `mirror/${name}`, 'something else\n');
  // A file with further arguments, for programs that read such.
  put(root, 'reply', '.env\n');
  writeFileSync(join(root, '.gitignore'), 'config\n', { flag: 'a' });
}

function secret(name: string, version: Version): string {
  // One counts more words, lines and different letters than the other, and comes after it.
  const rest = version === 'first' ? 'a1a1\n[x]\n' : 'zzzzzz\n\t\n';
  return `${name}=${canary}-${rest}`;
}

const past = new Date('2024-01-02T03:04:05Z');

function put(root: string, path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o600 });
  utimesSync(file, past, past);
}
