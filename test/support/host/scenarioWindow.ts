import { afterAll, beforeAll } from 'vitest';
import type { Scenario } from '../../../src/protocol/scenario.ts';
import { type ModelServer, startModelServer } from '../modelServer.ts';
import { type Person, personAt, picturesOfFailures } from './person.ts';
import { type BelayWindow, type BelayWindowOptions, openBelay } from './window.ts';

export interface ScenarioWindow {
  readonly server: ModelServer;
  readonly belay: BelayWindow;
  readonly person: Person;
}

/**
 * One window for the tests of a file, in which a scripted model answers. `opened` gets it once the composer is there; where
 * a test fails a picture of it is kept; it is closed after the last one.
 */
export function windowOfThisFile(
  scenario: Scenario | string,
  options: Omit<BelayWindowOptions, 'modelUrl'>,
  opened: (window: ScenarioWindow) => unknown,
): void {
  let server: ModelServer | undefined;
  let belay: BelayWindow | undefined;
  beforeAll(async () => {
    server = await startModelServer(scenario);
    belay = await openBelay({ ...options, modelUrl: server.url });
    const person = personAt(belay);
    await person.composer.waitFor();
    opened({ server, belay, person });
  });
  picturesOfFailures(() => belay);
  afterAll(async () => {
    await belay?.close();
    await server?.close();
  });
}
