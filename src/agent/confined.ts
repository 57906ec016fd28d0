import type { Confinement, Held, Processes, ToolProcesses } from './ports.ts';

/** How the words of a refusal begin when the sandbox refused a connection; see `ProcessResult.refused`. */
export const connecting = 'connect to';

/** The processes as one call's tool gets them: what it runs, it runs as the gate's verdict says. */
export function confined(
  processes: Processes,
  { sandbox, readOnly = false, ...held }: Confinement & Held,
): ToolProcesses {
  return {
    run: (command, options) => processes.run(command, { ...options, ...held, sandbox, readOnly }),
    start: (command, options) => processes.start(command, { ...options, ...held, sandbox, readOnly }),
    read: (id) => processes.read(id),
    kill: (id) => processes.kill(id),
    running: () => processes.running(),
  };
}
