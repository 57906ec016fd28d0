import fc from 'fast-check';

// Property tests try the same inputs each time, so that one that fails belongs to the change that it stands in. Others, and in
// some tests more of them: `BELAY_SEED=random`, `BELAY_RUNS=20000`; a failure says its seed.
const { BELAY_SEED: seed, BELAY_RUNS: runs } = process.env;
if (seed !== 'random' && (seed !== undefined || runs === undefined)) {
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed ?? 20_261_129) });
}
