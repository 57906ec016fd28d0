import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readOnlyEnvironment } from '../../../../src/platform/commandEnvironment.ts';
import { programs } from '../../../../src/security/shell/programs/index.ts';
import { commandGate } from '../../../support/commandGate.ts';
import { optionCommands } from '../../../support/optionCommands.ts';
import { findReaders } from '../../../support/readingOracle.ts';
import { canary, type SecretScratch, secretScratch } from '../../../support/scratchSecrets.ts';

// What the table of each program suggests is judged, and what the checks let through is really run: nothing may change,
// and no secret may show.

/** So many calls of each program are judged, evenly chosen; `all` takes an hour. */
const each = process.env.BELAY_OPTIONS_EACH ?? '30';
/** Only programs whose names match, for a search of one of them. */
const only = new RegExp(process.env.BELAY_OPTIONS_OF ?? '');

let scratch: SecretScratch;
beforeAll(() => {
  process.env.SECRET_TOKEN = canary;
  scratch = secretScratch();
});
afterAll(() => {
  delete process.env.SECRET_TOKEN;
  scratch.remove();
});

function gateOf({ root, attributes }: SecretScratch) {
  const { environment, verdict } = commandGate(root);
  return { verdict, environment: readOnlyEnvironment(environment, attributes) };
}

it('the oracle itself notices what shows a secret or depends on one', async () => {
  const { environment } = gateOf(scratch);
  const guilty = ['cat .env', 'touch out', 'wc -w link-out', 'diff -r linked mirror', 'cat /proc/[0-9]*/environ'];
  const harmless = ['ls -la', 'date +%N', 'wc -c .env', 'stat .env', 'cat a.txt', 'git log -p', 'ps aux'];
  const found = await findReaders(scratch, [...guilty, 'git show HEAD~1:old/.env', ...harmless], environment);
  expect(found.map(({ command }) => command).sort()).toEqual([...guilty, 'git show HEAD~1:old/.env'].sort());
});

it('no call that the tables suggest and that is allowed changes or shows anything', {
  timeout: 7_200_000,
}, async () => {
  const { verdict, environment } = gateOf(scratch);
  const allowed: string[] = [];
  let judged = 0;
  // Waiting shows nothing.
  const waits = 'sleep';
  for (const [program, name] of programs.flatMap((one) => one.names.map((name) => [one, name] as const))) {
    if (name === waits || !only.test(name) || !isInstalled(name)) continue;
    const calls = [...new Set(optionCommands(program, name, scratch.root))];
    const step = each === 'all' ? 1 : Math.max(1, Math.ceil(calls.length / Number(each)));
    for (const command of calls.filter((_, index) => index % step === 0)) {
      judged += 1;
      if ((await verdict(command)).decision === 'allow') allowed.push(command);
    }
  }
  console.log(`${judged} calls judged, ${allowed.length} run`);
  expect(allowed.length).toBeGreaterThan(judged / 10);
  const found = await findReaders(scratch, allowed, environment, (one) => console.error(one));
  expect(found).toEqual([]);
});

function isInstalled(name: string): boolean {
  return spawnSync('bash', ['-c', 'type "$1"', 'bash', name.split(' ')[0] ?? '']).status === 0;
}
