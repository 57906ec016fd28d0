import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

interface Outcome {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'pending';
  readonly milliseconds: number;
  readonly error?: string;
}

/**
 * Runs the test file named in `BELAY_TEST_FILE` inside VS Code and writes an `Outcome[]` to `BELAY_TEST_RESULTS`.
 * Rejects when a test failed or there was none.
 */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 30_000, reporter: 'min' });
  mocha.addFile(required('BELAY_TEST_FILE'));
  const outcomes: Outcome[] = [];
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on('pass', (test) => outcomes.push(outcomeOf(test, 'passed')))
      .on('pending', (test) => outcomes.push(outcomeOf(test, 'pending')))
      // A failing hook arrives here too.
      .on('fail', (test, error: unknown) => outcomes.push({ ...outcomeOf(test, 'failed'), error: textOf(error) }));
  });
  writeFileSync(required('BELAY_TEST_RESULTS'), JSON.stringify(outcomes));
  const failed = outcomes.filter(({ state }) => state === 'failed').length;
  if (failed > 0 || outcomes.length === 0) throw new Error(`${failed} of ${outcomes.length} tests failed`);
}

function outcomeOf(test: Mocha.Runnable, state: Outcome['state']): Outcome {
  return { title: test.fullTitle(), state, milliseconds: test.duration ?? 0 };
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these tests with npm test -- editor`);
  return value;
}
