import { type ExtensionContext, env, Uri, workspace } from 'vscode';
import type { Log } from '../agent/ports.ts';
import { nameFolder } from '../editor/folderPaths.ts';
import { warn } from '../editor/notify.ts';
import type { PendingProject } from '../editor/pending/pending.ts';
import { settings } from '../editor/settings.ts';
import type { CheckFacts } from '../editor/whyAsked/explanation.ts';
import { windowFolder } from '../editor/windowFolder.ts';

// The machine's side of the project in a window. Loaded with the view or a command that first needs it.

export type Project = Awaited<ReturnType<typeof loadProject>>;

/** The machine's side of the project in this window: its first folder. */
export async function loadProject(context: ExtensionContext, log: Log) {
  const folder = windowFolder(log);
  const [{ openProject }, { isSecret, secretAttributes, secretGlobs }, { sandboxPaths }, { savesMeanwhile }] =
    await Promise.all([
      import('../platform/openProject.ts'),
      import('../security/paths.ts'),
      import('../security/sandboxPaths.ts'),
      import('../editor/savesMeanwhile.ts'),
    ]);
  const project = await openProject({
    root: folder.uri.fsPath,
    environment: process.env,
    bundleFolder: Uri.joinPath(context.extensionUri, 'dist').fsPath,
    appRoot: env.appRoot,
    unsearched: secretGlobs,
    secretAttributes,
    isSecret,
    featuresUrl: () => settings.featuresUrl,
    saves: savesMeanwhile,
    sandboxPaths,
    allowedDomains: () => settings.allowedDomains,
    trusted: () => workspace.isTrusted,
    checkpointLimits: () => settings.checkpoints,
    log,
  });
  nameFolder(project.root, folder.uri);
  return project;
}

/** Names of the numbered checks of commands, and what each stops. */
export async function checkFacts(): Promise<ReadonlyMap<number, CheckFacts>> {
  const { checks } = await import('../security/shell/checks/index.ts');
  return new Map(checks.map(({ number, name, stops }) => [number, { name, stops }]));
}

/** What marking applied changes for review needs of the project. */
export async function pendingProject({ root, pending, checkpoints, git }: Project): Promise<PendingProject> {
  const [{ filesToRestore }, disk, real] = await Promise.all([
    import('../editor/applying/restoreFiles.ts'),
    import('../platform/diskState.ts'),
    import('../platform/realPath.ts'),
  ]);
  return { root, store: pending(warn), files: filesToRestore({ ...disk, ...real }), checkpoints, git };
}
