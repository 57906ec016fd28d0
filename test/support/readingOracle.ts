import { rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { canary, type SecretScratch } from './scratchSecrets.ts';

type Environment = Readonly<Record<string, string>>;

/** Commands that one shell runs after each other. */
const batch = 150;

export interface Found {
  readonly command: string;
  readonly what: 'changes' | 'shows' | 'depends';
  readonly output: string;
}

/**
 * Runs simple commands in a project with secrets and says which of them change something, print a secret, or print
 * something else when the secrets are others (which their checksum or their number of words does as well).
 */
export async function findReaders(
  scratch: SecretScratch,
  commands: readonly string[],
  environment: Environment,
  tell: (found: Found) => void = () => {},
): Promise<Found[]> {
  const found: Found[] = [];
  for (let at = 0; at < commands.length; at += batch) {
    const told = found.length;
    const some = commands.slice(at, at + batch);
    const state = holding(scratch, 'first');
    const first = await runAll(scratch, some, environment);
    if (scratch.state() !== state) found.push(...(await changing(scratch, some, environment)));
    const shown = some.filter((command) => first.get(command)?.includes(canary));
    found.push(...shown.map((command) => ({ command, what: 'shows' as const, output: first.get(command) ?? '' })));
    found.push(...(await depending(scratch, some, first, environment)));
    for (const one of found.slice(told)) tell(one);
  }
  return found;
}

/** git names the contents of files by their ids, which depend on them and do not show them. */
const namesContents = /^git /;

const rounds = 14;

async function depending(
  scratch: SecretScratch,
  commands: readonly string[],
  before: ReadonlyMap<string, string>,
  environment: Environment,
): Promise<Found[]> {
  let doubtful = commands.filter((command) => !namesContents.test(command) && !before.get(command)?.includes(canary));
  let first = before;
  let second = new Map<string, string>();
  // Times, processes and what is random differ as well: what differs each time depends on something else. Of two things by
  // chance (`shuf` of two words) each round tells one in four, so that a few would not do.
  for (let round = 0; round < rounds; round++) {
    const again = round > 0;
    if (doubtful.length === 0) return [];
    if (again) {
      scratch.hold('first');
      const repeated = await runAll(scratch, doubtful, environment);
      doubtful = doubtful.filter((command) => repeated.get(command) === first.get(command));
      first = repeated;
    }
    scratch.hold('second');
    const other = await runAll(scratch, doubtful, environment);
    doubtful = doubtful.filter(
      (command) => other.get(command) !== first.get(command) && (!again || other.get(command) === second.get(command)),
    );
    second = other;
  }
  return doubtful.map((command) => ({ command, what: 'depends', output: first.get(command) ?? '' }));
}

/** Those that change something, by halving what was run. What they made is put away again. */
async function changing(
  scratch: SecretScratch,
  commands: readonly string[],
  environment: Environment,
): Promise<Found[]> {
  await tidy(scratch);
  const state = holding(scratch, 'first');
  const printed = await runAll(scratch, commands, environment);
  if (scratch.state() === state) return [];
  const [command = ''] = commands;
  if (commands.length === 1) {
    await tidy(scratch);
    return [{ command, what: 'changes', output: printed.get(command) ?? '' }];
  }
  const half = Math.ceil(commands.length / 2);
  const left = await changing(scratch, commands.slice(0, half), environment);
  return [...left, ...(await changing(scratch, commands.slice(half), environment))];
}

async function tidy(scratch: SecretScratch): Promise<void> {
  await scratch.run('git clean --quiet --force -d -e config; git checkout --quiet -- . ":!b.txt"', {
    PATH: process.env.PATH ?? '',
  });
}

function holding(scratch: SecretScratch, version: 'first'): string {
  scratch.hold(version);
  return scratch.state();
}

const mark = '\u001e';

/** What each of some commands prints. One that does not end is left out, with what it had printed. */
async function runAll(
  scratch: SecretScratch,
  commands: readonly string[],
  environment: Environment,
): Promise<Map<string, string>> {
  const printed = new Map<string, string>();
  let rest = commands;
  while (rest.length > 0) {
    // Beside the scratch folder, of which everything counts.
    const file = `${dirname(scratch.root)}-commands`;
    const lines = rest.map(
      (command, index) => `builtin printf '${mark}%s${mark}' ${index}\n(eval ${quoted(command)}) </dev/null 2>&1\n`,
    );
    // Another process of this person has a secret in its environment.
    const other = `SECRET_TOKEN=${canary} sleep 100 >/dev/null 2>&1 & disown\n`;
    writeFileSync(file, `${other}${lines.join('')}kill $!; wait\n`);
    const { output, timedOut } = await scratch.run(`. ${file}`, environment);
    rmSync(file);
    const pieces = output.split(mark).slice(1);
    for (let at = 0; at + 1 < pieces.length; at += 2) {
      const command = rest[Number(pieces[at])];
      if (command !== undefined) printed.set(command, pieces[at + 1] ?? '');
    }
    const count = Math.floor(pieces.length / 2);
    if (!timedOut || count === 0) return printed;
    rest = rest.slice(count);
  }
  return printed;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
