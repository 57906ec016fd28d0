import { randomUUID } from 'node:crypto';
import { workspace } from 'vscode';
import type { Log, SessionStore } from '../agent/ports.ts';
import { ToolError } from '../agent/tool.ts';
import type { MentionPorts } from '../editor/mentions/mentions.ts';
import type { TerminalOutput } from '../editor/mentions/terminal.ts';
import type { Project } from './project.ts';

/** What mentions of a window are read from. A path is judged as for the model: a mention is no way around the gate. */
export async function mentionPorts(
  project: Project,
  terminal: TerminalOutput,
  store: SessionStore,
  log: Log,
): Promise<MentionPorts> {
  const [{ judgePath }, { createEditorFiles }, { createCleaning }, { createTokenCounter }, { realPath }] =
    await Promise.all([
      import('../security/paths/judgePath.ts'),
      import('../editor/editorFiles.ts'),
      import('../security/cleaning.ts'),
      import('../prompts/tokens/tokenCounter.ts'),
      import('../platform/realPath.ts'),
    ]);
  const { root, home, paths, search, git } = project;
  const world = {
    root,
    realRoot: await realPath(root),
    home,
    realHome: await realPath(home),
    readable: [],
    ignoreCase: process.platform === 'win32' || process.platform === 'darwin',
    platform: process.platform,
    resolve: paths.resolve,
    realPath,
  };
  return {
    root,
    files: createEditorFiles(project.files),
    search,
    git,
    store,
    terminal,
    resolve: paths.resolve,
    display: paths.display,
    async refuse(path) {
      if (!workspace.isTrusted) throw new ToolError('This folder is not trusted, so nothing of it is attached.');
      const verdict = await judgePath(path, 'read', world);
      if (verdict.place === 'inside' || (verdict.place === 'protected' && verdict.because === 'trusted')) return;
      const reason = verdict.reason.replaceAll(path, paths.display(path));
      throw new ToolError(`${reason} It is not attached; when Belay asks to read it, you decide.`);
    },
    sanitise: createCleaning({ log, newId: randomUUID }).sanitise,
    countTokens: createTokenCounter().countLocally,
  };
}
