import { appendFileSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { extensionHosts, killAll, stopAt } from '../support/host/extensionHosts.ts';
import type { Person } from '../support/host/person.ts';
import { windowOfThisFile } from '../support/host/scenarioWindow.ts';
import type { BelayWindow } from '../support/host/window.ts';
import type { ModelServer } from '../support/modelServer.ts';
import { editing, say, script, turn } from '../support/script.ts';

/** A file for each try: a moment that was missed is waited for with the next one. */
const tries = 12;
const namesFor = (what: string): string[] => Array.from({ length: tries }, (_, index) => `${what}${index + 1}`);
const names = ['proposed', ...namesFor('written'), ...namesFor('noted')];

const scenario = script('killed host', [
  ...names.map((name) => editing(`edit ${name}`, `${name}.txt`, 'before', 'after', `Done with ${name}.`)),
  turn('how does it stand', [say('Read again.')]),
]);

let server: ModelServer;
let belay: BelayWindow;
let person: Person;

windowOfThisFile(
  scenario,
  {
    workspaceFiles: Object.fromEntries(names.map((name) => [`${name}.txt`, 'first\nbefore\nlast\n'])),
  },
  (opened) => {
    ({ server, belay, person } = opened);
  },
);

const at = (name: string): string => join(belay.workspace, `${name}.txt`);
const onDisk = (name: string): string => readFileSync(at(name), 'utf8');
const before = 'first\nbefore\nlast\n';
const after = 'first\nafter\nlast\n';

async function proposed(name: string): Promise<void> {
  await person.newSession();
  await person.say(`Please edit ${name}`);
  await person.approval(`Edit ${name}.txt`).waitFor();
}

/** The types of the events that the session of this edit has on the disk. */
function eventsOf(name: string): string[] {
  const texts = globSync(join(belay.home, 'projects/*/sessions/*.jsonl')).map((path) => readFileSync(path, 'utf8'));
  const session = texts.find((text) => text.includes(`Please edit ${name}`)) ?? '';
  const lines = session.split('\n').filter((line) => line.endsWith('}'));
  return lines.map((line) => (JSON.parse(line) as { type: string }).type);
}

/** Checkpoints in a folder, and what is being written of one. */
const notesIn = (folder: string): number => readdirSync(join(folder, 'manifests')).length;

/**
 * Approves one edit after another and stops the extension host at `moment`, until it was stopped where `held` is true;
 * there it is killed. Returns the name of that edit.
 */
async function killedAt(
  what: string,
  moment: (name: string) => () => boolean,
  held: (name: string) => boolean,
): Promise<string> {
  for (const name of namesFor(what)) {
    await proposed(name);
    const hosts = extensionHosts(belay.pid);
    const stopped = stopAt(hosts, moment(name));
    await person.press(person.approval(`Edit ${name}.txt`), 'Approve');
    await stopped;
    if (held(name)) {
      killAll(hosts);
      return name;
    }
    for (const pid of hosts) process.kill(pid, 'SIGCONT');
    await person.heard(`Done with ${name}.`);
  }
  throw new Error(`the host was never stopped in that moment in ${tries} tries`);
}

describe('the extension host dies, and nothing is lost', () => {
  test('between proposal and approval: the proposal is still there and can be applied', async () => {
    await proposed('proposed');
    killAll(extensionHosts(belay.pid));
    await belay.reload();
    expect(onDisk('proposed')).toBe(before);
    await applyAgain('proposed');
  });

  test('between the write and its entry in the transcript: what was written can be taken back', async () => {
    const name = await killedAt(
      'written',
      (one) => () => onDisk(one) !== before,
      (one) => !eventsOf(one).includes('applied'),
    );
    expect(onDisk(name)).toBe(after);
    expect(eventsOf(name)).toContain('applying');
    await belay.reload();
    await person.button('Continue').waitFor();
    await belay.screenshot('killed-after-write');
    // The model is told, should it go on.
    await person.say('How does it stand?');
    await person.heard('Read again.');
    expect(server.requests.at(-1)?.text).toContain('It had begun to write its files');
    appendFileSync(at(name), 'mine\n');
    await belay.command('Belay: Undo Last Turn');
    await expect.poll(() => onDisk(name)).toBe(`${before}mine\n`);
  });

  test('in the middle of a checkpoint: nothing was written, and the proposal can be applied', async () => {
    const [folder] = globSync(join(belay.home, 'projects/*/checkpoints'));
    if (!folder) throw new Error('there is no folder of checkpoints');
    const name = await killedAt(
      'noted',
      () => {
        const known = notesIn(folder);
        return () => notesIn(folder) > known;
      },
      (one) => onDisk(one) === before && !eventsOf(one).includes('applying'),
    );
    await belay.reload();
    expect(onDisk(name)).toBe(before);
    await applyAgain(name, 'killed-in-checkpoint');
  });
});

async function applyAgain(name: string, picture?: string): Promise<void> {
  const row = person.conversation.getByRole('button', { name: new RegExp(`^Edit ${name}\\.txt`) });
  await row.waitFor();
  if ((await row.getAttribute('aria-expanded')) !== 'true') await row.click();
  const apply = person.conversation.getByRole('button', { name: 'Apply', exact: true });
  await apply.waitFor();
  if (picture) await belay.screenshot(picture);
  await apply.click();
  await expect.poll(() => onDisk(name)).toBe(after);
  await belay.command('Belay: Undo Last Turn');
  await expect.poll(() => onDisk(name)).toBe(before);
}
