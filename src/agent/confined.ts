import type { Processes, ToolProcesses } from './ports.ts';

/** The processes as one call's tool gets them: what it runs, it runs where the gate's verdict says. */
export function confined(processes: Processes, sandbox: boolean): ToolProcesses {
  return {
    run: (command, options) => processes.run(command, { ...options, sandbox }),
    start: (command, options) => processes.start(command, { ...options, sandbox }),
    read: (id) => processes.read(id),
    kill: (id) => processes.kill(id),
    running: () => processes.running(),
  };
}
