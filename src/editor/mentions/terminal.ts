import { type Disposable, l10n, type TerminalShellExecution, window } from 'vscode';
import { ToolError } from '../../agent/tool.ts';

/** The last command of a terminal and what it wrote. */
export interface TerminalOutput extends Disposable {
  /** Throws `ToolError` with a sentence where nothing was seen yet. */
  last(): Promise<string>;
}

/** Characters of output that are kept: the last ones, since that is where it ends. */
const cap = 40_000;

interface Seen {
  readonly command: string;
  output: string;
  cut: boolean;
  exitCode: number | undefined;
  ended: boolean;
}

/**
 * Follows the commands that people run in terminals, through the editor's shell integration; a shell without it is not
 * seen. Only the last one is kept, in memory.
 */
export function followTerminals(): TerminalOutput {
  let latest: Seen | undefined;
  const byExecution = new WeakMap<TerminalShellExecution, Seen>();

  async function follow(execution: TerminalShellExecution, seen: Seen): Promise<void> {
    for await (const data of execution.read()) {
      seen.output += data;
      if (seen.output.length > 2 * cap) {
        seen.output = seen.output.slice(-cap);
        seen.cut = true;
      }
    }
  }

  const started = window.onDidStartTerminalShellExecution(({ execution }) => {
    const seen: Seen = {
      command: execution.commandLine.value,
      output: '',
      cut: false,
      exitCode: undefined,
      ended: false,
    };
    latest = seen;
    byExecution.set(execution, seen);
    follow(execution, seen).catch(() => {
      // The terminal was closed: what had come stays.
      seen.ended = true;
    });
  });
  const ended = window.onDidEndTerminalShellExecution(({ execution, exitCode }) => {
    const seen = byExecution.get(execution);
    if (!seen) return;
    seen.exitCode = exitCode;
    seen.ended = true;
  });

  return {
    async last() {
      if (!latest) {
        throw new ToolError(
          l10n.t('No command was seen in a terminal yet. Run one; the shell needs the editor’s shell integration.'),
        );
      }
      const { command, output, cut, exitCode, ended: done } = latest;
      const state = !done ? 'still running' : exitCode === undefined ? 'ended' : `exit code ${exitCode}`;
      const text = output.length > cap ? output.slice(-cap) : output;
      const head = cut || output.length > cap ? '[cut: the beginning of the output]\n' : '';
      // The editor does not always pass on what a very short command wrote.
      const said = text.trim() === '' ? '[no output was seen]' : text.trimEnd();
      return `$ ${command}\n${head}${said}\n[${state}]`;
    },
    dispose() {
      started.dispose();
      ended.dispose();
    },
  };
}
