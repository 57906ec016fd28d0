import type { SandboxReport } from './sandbox.ts';

/** The self-test's outcome for a person at a terminal: one line for each thing tried. */
export function sandboxReportText({ available, reason, checks }: SandboxReport): string {
  const lines = checks.map(({ held, detail }) => `${held ? 'held   ' : 'FAILED '} ${detail}`);
  const verdict = available
    ? 'The sandbox holds: commands run in it.'
    : `There is no sandbox here, so every command that is not known to be harmless asks. ${reason}`;
  return [...lines, verdict].join('\n');
}
