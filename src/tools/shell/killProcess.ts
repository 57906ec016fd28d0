import * as z from 'zod';
import { defineTool } from '../../agent/tool.ts';

/** Ends a background command that Belay itself started. */
export const killProcess = defineTool({
  name: 'kill_process',
  keywords: 'stop terminate end background server watcher',
  // It ends only what run_command has started and the person has approved, so it is no risk of its own.
  kind: 'plan',
  description:
    'Ends a background command, with everything that it has started, and returns its last output. Use it when a server or watcher is no longer needed. Not for other processes of the machine. Limits: only commands started by run_command with background in this session.',
  input: z.object({ id: z.string().min(1).describe('The id that run_command returned.') }),
  title: ({ id }) => `End ${id}`,
  targets: () => ({}),
  async run({ id }, context) {
    const { output, exitCode } = await context.processes.kill(id);
    const state = exitCode === null ? 'Ended.' : `It had ended with exit code ${exitCode}.`;
    return { text: `${state}\n${output.trimEnd() || '(no further output)'}` };
  },
});
