import * as z from 'zod';
import type { ProcessResult } from '../../agent/ports.ts';
import { defineTool } from '../../agent/tool.ts';

const defaultTimeoutMs = 120_000;
const maxTimeoutMs = 600_000;

/** Runs a command in the workspace folder, in a shell of its own. */
export const runCommand = defineTool({
  name: 'run_command',
  core: true,
  kind: 'execute',
  description:
    'Runs bash in the workspace folder. Use it for tests, builds; servers in background (read_process, kill_process). Not for what other tools do unasked. Limits: a fresh shell without input.',
  input: z.object({
    command: z.string().min(1),
    timeoutMs: z.int().min(100).max(maxTimeoutMs).optional().describe(`Default ${defaultTimeoutMs}.`),
    background: z.boolean().optional(),
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
    const { exitCode, output, spill, sandboxed, refused } = result;
    const lines = [outcome(result, timeoutMs)];
    if (refused.length > 0) lines.push(refusal(refused));
    if (spill !== undefined) lines.push(`The whole output is in ${spill}.`);
    lines.push(output.trimEnd() || '(no output)');
    return {
      text: lines.join('\n'),
      view: {
        type: 'command',
        exitCode,
        ...(spill === undefined ? {} : { spill }),
        ...(sandboxed ? { sandboxed, refused: [...refused] } : {}),
      },
    };
  },
});

/** What the model learns of refusals: that they are no error of the command, and that it cannot lift them. */
function refusal(refused: readonly string[]): string {
  return `The sandbox refused: ${refused.join('; ')}. Commands can write in the workspace and in $TMPDIR, and reach allowed hosts only. Only the person can run this outside the sandbox; find another way, or tell them what was refused and why it is needed.`;
}

function outcome({ exitCode, timedOut, limit }: ProcessResult, timeoutMs: number): string {
  if (limit !== undefined) return `Ended by a limit: ${limit}.`;
  if (timedOut) {
    return `Ended by the time limit of ${timeoutMs / 1000} s. Raise timeoutMs, or run it in the background if it does not end by itself.`;
  }
  return exitCode === null ? 'Ended by a signal.' : `Exit code ${exitCode}.`;
}
