import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { contentHash } from '../../src/platform/contentHash.ts';
import type { FileChange } from '../../src/protocol/changes.ts';
import { watchedFolder } from './watchedFolder.ts';

/** One thing that happens to a project. Numbers choose among what is there at that time. */
export type Act = {
  readonly who: 'agent' | 'command' | 'person' | 'restore' | 'redo';
  readonly what: number;
  readonly file: number;
  readonly at: number;
};

const names = ['a.txt', 'b.txt', 'dir/c.txt', 'dir/deep/d.txt', 'e.txt', 'new/f.txt'];

export function acts(who: readonly Act['who'][], maxLength: number): fc.Arbitrary<Act[]> {
  const act = fc.record({ who: fc.constantFrom(...who), what: fc.nat(9), file: fc.nat(5), at: fc.nat(12) });
  return fc.array(act, { minLength: 2, maxLength });
}

/** A project of a few small files, changed by the true edits, true commands under the watch, and straight on disk. */
export function worldOfEdits(git: boolean) {
  const lines = (name: string): string => Array.from({ length: 6 }, (_, at) => `${name} line ${at}\n`).join('');
  const project = watchedFolder(Object.fromEntries(names.slice(0, 4).map((name) => [name, lines(name)])), { git });
  /** Checkpoints that stand, oldest first, and those of restores that can be redone. */
  const standing: string[] = [];
  const redoable: { readonly checkpoint: string; readonly taken: readonly string[] }[] = [];
  let count = 0;

  const files = (): Map<string, Buffer> => {
    const found = readdirSync(project.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/(?:^|\/)\.git(?:\/|$)/.test(join(entry.parentPath, entry.name)))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    return new Map(found.map((path) => [path, readFileSync(path)]));
  };
  const isText = (bytes: Buffer): boolean => !bytes.includes(0);
  const pick = ({ file }: Act, texts = true): string | undefined => {
    const paths = [...files()].filter(([, bytes]) => !texts || isText(bytes)).map(([path]) => path);
    return paths[file % Math.max(1, paths.length)];
  };
  const freeName = ({ file, at }: Act): string | undefined =>
    [...names.slice(file % names.length), ...names]
      .map((name) => project.at(name))
      .find((path) => !statSync(path, { throwIfNoEntry: false }) && at >= 0);
  /** A text with lines put at a place, or taken from it. */
  const changed = (text: string, { what, at }: Act, own: string): string => {
    const all = text.split(/(?<=\n)/);
    const place = at % (all.length + 1);
    const fresh = what % 3 === 2 ? [] : [`${own} ${++count}\n`, ...(what > 5 ? [`${own} ${++count}\n`] : [])];
    if (place > 0 && !all[place - 1]?.endsWith('\n')) all[place - 1] += '\n';
    all.splice(place, what % 3 === 0 ? 0 : 1 + (what % 2), ...fresh);
    return all.join('');
  };

  async function byAgent(act: Act): Promise<void> {
    const path = pick(act);
    const free = freeName(act);
    let change: FileChange | undefined;
    if (act.what === 8 && free) change = { kind: 'create', path: free, after: `agent ${++count}\n` };
    else if (path) {
      const bytes = readFileSync(path);
      const [hash, before] = [contentHash(bytes), bytes.toString()];
      if (act.what === 9) change = { kind: 'delete', path, hash, directory: false };
      else if (act.what === 7 && free) change = { kind: 'move', path, to: free, hash, directory: false };
      else change = { kind: 'edit', path, hash, before, after: changed(before, act, 'agent') };
    }
    if (change) standing.push((await project.edits.apply([change], { turn: 't', callId: 'c' })).checkpoint);
  }

  async function byCommand(act: Act): Promise<void> {
    const file = pick(act, false)?.slice(project.root.length + 1) ?? 'a.txt';
    const free = freeName(act)?.slice(project.root.length + 1) ?? 'b.txt';
    const line = (act.at % 6) + 1;
    const commands = [
      `echo "command ${++count}" >> ${file}`,
      `sed -i '${line}d' ${file}`,
      `sed -i '${line}s/.*/command ${++count}/' ${file}`,
      `rm -f ${file}`,
      `mkdir -p $(dirname ${free}) && echo "command ${++count}" > ${free}`,
      `mkdir -p $(dirname ${free}) && mv ${file} ${free}`,
      `printf '\\x00\\xff%s' ${++count} > ${file}`,
      `sort -o ${file} ${file}; chmod +x ${file}`,
      `rm -rf dir`,
      `cp ${file} copy && cat copy >> ${file}; rm copy`,
    ];
    const changes = await project.watched(`${commands[act.what]} 2>/dev/null || true`);
    if (changes?.uncovered !== undefined) throw new Error(changes.uncovered);
    if (changes?.checkpoint !== undefined) standing.push(changes.checkpoint);
  }

  function byPerson(act: Act): void {
    const path = pick(act);
    const free = freeName(act);
    if (act.what === 8 && free) {
      mkdirSync(dirname(free), { recursive: true });
      writeFileSync(free, `person ${++count}\n`);
    } else if (act.what === 9 && path) rmSync(path);
    else if (path) writeFileSync(path, changed(readFileSync(path, 'utf8'), act, 'person'));
  }

  return {
    project,
    files,
    standing,
    redoable,
    byAgent,
    byCommand,
    byPerson,
    /** Removes its folders: a property makes hundreds of them. */
    dispose(): void {
      for (const folder of [project.root, project.store]) rmSync(folder, { recursive: true, force: true });
    },
    /** Takes the newest edits back, as many as the act says. Returns the checkpoints that were taken back. */
    async restore({ at }: Act): Promise<readonly string[]> {
      const taken = standing.splice(-1 - (at % 4)).reverse();
      const { checkpoint } = await project.edits.restore(taken);
      if (checkpoint !== undefined) redoable.push({ checkpoint, taken });
      return taken;
    },
    /** Takes the last restore back. */
    async redo(): Promise<readonly string[]> {
      const last = redoable.pop();
      if (!last) return [];
      await project.edits.restore([last.checkpoint]);
      standing.push(...last.taken.toReversed());
      return [last.checkpoint];
    },
  };
}
