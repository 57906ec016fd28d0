import { z } from 'zod';
import { defineTool } from '../../agent/tool.ts';

const defaultTimeoutMs = 120_000;
const maxTimeoutMs = 600_000;

/** Runs a command in the workspace folder, in a shell of its own. */
export const runCommand = defineTool({
  name: 'run_command',
  kind: 'execute',
  description:
    'Runs a command in bash in the workspace folder and returns its output and exit code. Use it for tests, builds, linters, generators. Not for reading, searching, listing or git status, diff and log: the other tools do that without approval. Each command gets a fresh shell without a terminal or input; it must not wait for answers. It is ended after timeoutMs. Long output keeps its beginning and end; the whole is in a file that the result names. For servers and watchers set background, then use read_process and kill_process.',
  input: z.object({
    command: z.string().min(1).describe('The command line, as bash reads it.'),
    timeoutMs: z
      .int()
      .min(100)
      .max(maxTimeoutMs)
      .optional()
      .describe(
        `Time limit in milliseconds, at most ${maxTimeoutMs}. Default ${defaultTimeoutMs}. Not used in the background.`,
      ),
    background: z.boolean().optional().describe('Start it and return at once with an id. Default false.'),
  }),
  title: ({ command, background }) => `Run ${command}${background ? ' (in the background)' : ''}`,
  targets: ({ command, background = false }) => ({ command, ...(background ? { background } : {}) }),
  async run({ command, timeoutMs = defaultTimeoutMs, background = false }, context) {
    if (background) {
      const id = await context.processes.start(command, { cwd: context.root });
      return {
        text: `Started in the background as ${id}. Read its output with read_process, end it with kill_process. What it changes in files is not watched, so it cannot be taken back.`,
        view: { type: 'command', exitCode: null },
      };
    }
    const result = await context.processes.run(command, {
      cwd: context.root,
      timeoutMs,
      signal: context.signal,
      output: context.output,
    });
    const { exitCode, timedOut, output, spill } = result;
    const lines = [outcome(exitCode, timedOut, timeoutMs)];
    if (spill !== undefined) lines.push(`The whole output is in ${spill}.`);
    lines.push(output.trimEnd() || '(no output)');
    return {
      text: lines.join('\n'),
      view: { type: 'command', exitCode, ...(spill === undefined ? {} : { spill }) },
    };
  },
});

function outcome(exitCode: number | null, timedOut: boolean, timeoutMs: number): string {
  if (timedOut) {
    return `Ended by the time limit of ${timeoutMs / 1000} s. Raise timeoutMs, or run it in the background if it does not end by itself.`;
  }
  return exitCode === null ? 'Ended by a signal.' : `Exit code ${exitCode}.`;
}
