import * as z from 'zod';
import { defineTool } from '../../agent/tool.ts';

/** Output of a background command since it was last read. */
export const readProcess = defineTool({
  name: 'read_process',
  keywords: 'background server watcher log stdout tail progress',
  kind: 'read',
  description:
    'Returns what a background command has printed since the last read, and whether it still runs. Use it after run_command with background. Not again and again without pause: do something useful in between, or end the turn. Limits: only commands of this session; each piece of output comes once.',
  input: z.object({ id: z.string().min(1).describe('The id that run_command returned.') }),
  title: ({ id }) => `Read the output of ${id}`,
  targets: () => ({}),
  async run({ id }, context) {
    const { output, running, exitCode } = await context.processes.read(id);
    const state = running
      ? 'Still running.'
      : exitCode === null
        ? 'Ended by a signal.'
        : `Ended with exit code ${exitCode}.`;
    return { text: `${state}\n${output.trimEnd() || '(nothing new)'}` };
  },
});
