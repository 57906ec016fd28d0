import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Log } from '../agent/ports.ts';
import { errorCode } from './errorCode.ts';
import { writeAtomic } from './writeAtomic.ts';

const count = z.number().finite().nonnegative();
const Calibration = z.object({
  counted: count.positive(),
  reported: count.positive(),
  observations: count,
  error: count,
});
const Kept = z.object({ version: z.literal(1), models: z.record(z.string(), z.unknown()) });

export type KeptCalibration = z.infer<typeof Calibration>;

/** How models count tokens, learnt in earlier sessions and kept in Belay's own folder. */
export interface CalibrationFile {
  /** By model. A file that cannot be read counts as none, and an entry that does not fit as not there. */
  load(): Promise<ReadonlyMap<string, KeptCalibration>>;
  /** Keeps what was learnt of one model, beside what other windows have kept. Never throws: it is learnt again. */
  save(model: string, calibration: KeptCalibration): Promise<void>;
  /** Resolves when nothing is being written. */
  settled(): Promise<void>;
}

export function createCalibrationFile(home: string, log: Pick<Log, 'debug' | 'warn'>): CalibrationFile {
  const path = join(home, 'token-counts.json');
  let last: Promise<void> = Promise.resolve();

  async function load(): Promise<Map<string, KeptCalibration>> {
    try {
      const { models } = Kept.parse(JSON.parse(await readFile(path, 'utf8')));
      return new Map(
        Object.entries(models).flatMap(([model, value]) => {
          const parsed = Calibration.safeParse(value);
          return parsed.success ? [[model, parsed.data] as const] : [];
        }),
      );
    } catch (error) {
      if (errorCode(error) !== 'ENOENT')
        log.warn(`what was learnt of token counts cannot be read and is learnt anew: ${String(error)}`);
      return new Map();
    }
  }

  return {
    load,
    async save(model, calibration) {
      last = last.then(async () => {
        try {
          const models = Object.fromEntries((await load()).set(model, calibration));
          await writeAtomic(path, `${JSON.stringify({ version: 1, models })}\n`, { mode: 0o600, fsync: false });
        } catch (error) {
          log.debug(`what was learnt of token counts could not be kept: ${String(error)}`);
        }
      });
      await last;
    },
    settled: () => last,
  };
}
