import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Act, acts, worldOfEdits } from '../../support/worldOfEdits.ts';

// Random interleavings of the agent's edits, real commands, the person's own edits, restores and redos. `FC_RUNS` asks
// for more of them.
const numRuns = Number(process.env.FC_RUNS ?? 25);
const timeout = Math.max(120_000, numRuns * 5000);

const linesOf = (bytes: Buffer | Uint8Array | undefined): Set<string> =>
  new Set(
    Buffer.from(bytes ?? [])
      .toString('latin1')
      .split('\n'),
  );
const asText = (files: ReadonlyMap<string, Buffer>): Record<string, string> =>
  Object.fromEntries([...files].map(([path, bytes]) => [path, bytes.toString('latin1')]));

describe.each([
  ['with git', true],
  ['without git', false],
])('%s', (_name, git) => {
  test(
    'restores and redos lose no line that the person wrote, and touch no other file',
    async () => {
      await fc.assert(
        inWorlds(
          git,
          acts(['agent', 'agent', 'command', 'person', 'person', 'restore', 'redo'], 10),
          async (all, world) => {
            for (const act of [...all, lastRestore]) {
              if (act.who === 'agent') await world.byAgent(act);
              else if (act.who === 'command') await world.byCommand(act);
              else if (act.who === 'person') world.byPerson(act);
              else {
                const before = world.files();
                const taken = await (act.who === 'redo' ? world.redo() : world.restore(act));
                await compare(world, before, taken);
              }
            }
          },
        ),
        { numRuns },
      );
    },
    timeout,
  );

  test(
    'without edits of the person, restore gives the exact bytes from before, and redo those from after',
    async () => {
      await fc.assert(
        inWorlds(git, acts(['agent', 'command'], 6), async (all, world) => {
          const original = world.files();
          for (const act of all) await (act.who === 'agent' ? world.byAgent(act) : world.byCommand(act));
          const final = world.files();
          const back = await world.project.edits.restore(world.standing.toReversed());
          expect(back.kept).toEqual([]);
          expect(back.merged).toEqual([]);
          expect(asText(world.files())).toEqual(asText(original));
          if (back.checkpoint === undefined) return;
          const again = await world.project.edits.restore([back.checkpoint]);
          expect(again.kept).toEqual([]);
          expect(asText(world.files())).toEqual(asText(final));
          await world.project.edits.restore([again.checkpoint ?? '']);
          expect(asText(world.files())).toEqual(asText(original));
        }),
        { numRuns },
      );
    },
    timeout,
  );
});

function inWorlds(
  git: boolean,
  histories: fc.Arbitrary<Act[]>,
  holds: (acts: readonly Act[], world: ReturnType<typeof worldOfEdits>) => Promise<void>,
) {
  return fc.asyncProperty(histories, async (history) => {
    const world = worldOfEdits(git);
    try {
      await holds(history, world);
    } finally {
      world.dispose();
    }
  });
}

const lastRestore: Act = { who: 'restore', what: 0, file: 0, at: 3 };

/**
 * A line of the person that is in a file stays in that file, unless one of the edits taken back had put it there itself
 * (by moving it, or by bringing it back). Files that no such edit touched keep every byte.
 */
async function compare(
  world: ReturnType<typeof worldOfEdits>,
  before: ReadonlyMap<string, Buffer>,
  taken: readonly string[],
): Promise<void> {
  const entries = (await Promise.all(taken.map((id) => world.project.checkpoints.get(id)))).flat();
  const after = world.files();
  for (const [path, bytes] of before) {
    const own = entries.filter((entry) => entry.path === path);
    if (own.length === 0) {
      expect(after.get(path)).toEqual(bytes);
      continue;
    }
    const left = linesOf(after.get(path));
    const broughtByEdit = (line: string): boolean =>
      own.some((entry) => linesOf(entry.after).has(line) && !linesOf(entry.before).has(line));
    for (const line of linesOf(bytes)) {
      if (line.startsWith('person') && !broughtByEdit(line)) expect(left, path).toContain(line);
    }
  }
}
