import { posix } from 'node:path';
import type { CommandFacts } from '../../src/agent/commandFacts.ts';
import { commandEnvironment, readOnlyEnvironment } from '../../src/platform/commandEnvironment.ts';
import { createCommandFacts } from '../../src/platform/commandFacts/commandFacts.ts';
import { projectPaths } from '../../src/platform/projectPaths.ts';
import { realPath } from '../../src/platform/realPath.ts';
import { findRipgrep } from '../../src/platform/ripgrepPath.ts';
import type { Verdict } from '../../src/protocol/risk.ts';
import { createGate } from '../../src/security/gate.ts';
import { isSecret, secretGlobs } from '../../src/security/paths.ts';

const binary = await findRipgrep({ bundleFolder: import.meta.dirname });

/** The true gate over a true folder. `verdict` judges one command in the default mode. */
export function commandGate(root: string, facts: Partial<CommandFacts> = {}) {
  const environment = readOnlyEnvironment({ ...commandEnvironment(process.env), PATH: '/usr/local/bin:/usr/bin:/bin' });
  const gate = createGate({
    root,
    home: posix.join(root, '../.belay'),
    readable: [],
    ignoreCase: false,
    sandbox: async () => ({ available: true, reason: '' }),
    trusted: () => true,
    resolve: projectPaths(root).resolve,
    realPath,
    commands: {
      ...createCommandFacts({
        root,
        environment,
        bundleFolder: import.meta.dirname,
        binary,
        secrets: { globs: secretGlobs, isSecret },
      }),
      ...facts,
    },
  });
  const verdict = (command: string, mode: 'default' | 'bypass' = 'default'): Promise<Verdict> =>
    gate.judge({ tool: 'run_command', kind: 'execute', targets: { command }, mode, approvedExactly: false });
  return { environment, verdict };
}
