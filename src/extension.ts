import { randomUUID } from 'node:crypto';
import {
  Disposable,
  type ExtensionContext,
  ExtensionMode,
  env,
  type LogOutputChannel,
  l10n,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { Models } from './agent/modelPorts.ts';
import type { Log } from './agent/ports.ts';
import type { Session } from './agent/session.ts';
import { ToolError } from './agent/tool.ts';
import { announceApprovals } from './editor/approvalNotices.ts';
import { createApprovals } from './editor/approvals.ts';
import { createChatRequests } from './editor/chatRequests.ts';
import { type Chat, registerChat } from './editor/chatView.ts';
import { registerCommands } from './editor/commands.ts';
import { setContext } from './editor/contextKeys.ts';
import { editorFetch } from './editor/editorFetch.ts';
import { registerEditStatistics } from './editor/editStatistics.ts';
import { registerFixAction } from './editor/fixAction.ts';
import { nameFolder } from './editor/folderPaths.ts';
import { createGoingBack } from './editor/goingBack.ts';
import { hostState } from './editor/hostState.ts';
import { lazily } from './editor/lazily.ts';
import { createLog } from './editor/log.ts';
import { say, warn } from './editor/notify.ts';
import { registerTranscript } from './editor/openTranscript.ts';
import { createPending, type PendingProject } from './editor/pending/pending.ts';
import { lastModel, modeForReopened } from './editor/reopened.ts';
import { createKeptReviews } from './editor/review/keptReviews.ts';
import { createProposals } from './editor/review/proposals.ts';
import { createReview } from './editor/review/review.ts';
import { createSessions, type SessionSinks, type SessionSource } from './editor/sessions.ts';
import { settings } from './editor/settings.ts';
import { createStatusBar } from './editor/statusBar.ts';
import { wireModels } from './editor/wireModels.ts';
import { createModels } from './models/choose.ts';
import { maskSecrets } from './platform/maskSecrets.ts';
import type { Event } from './protocol/events.ts';

// Root 1: wires every part for a VS Code window. What is heavy is imported when the view or a command first needs it.

/** Ends what runs; VS Code waits for it. */
export let deactivate: () => Promise<void> = async () => {};

/** Returns the parts to tests inside VS Code, and nothing to anybody else: no other extension may approve a call. */
export async function activate(context: ExtensionContext): Promise<TestParts | undefined> {
  const channel = window.createOutputChannel('Belay', { log: true });
  const log = createLog(channel, maskSecrets);
  context.subscriptions.push(channel);
  try {
    const parts = await wire(context, channel, log);
    return context.extensionMode === ExtensionMode.Test ? parts : undefined;
  } catch (error) {
    log.error('Belay could not be activated', error);
    const detail = error instanceof Error ? error.message : String(error);
    window.showErrorMessage(l10n.t('Belay could not start: {0}. Its log (Output, Belay) has the details.', detail));
    throw error;
  }
}

export interface TestParts {
  readonly sessions: ReturnType<typeof createSessions>;
  readonly approvals: ReturnType<typeof createApprovals>;
  readonly proposals: ReturnType<typeof createProposals>;
  readonly review: ReturnType<typeof createReview>;
  readonly pending: ReturnType<typeof createPending>;
  readonly chat: Chat;
}

async function wire(context: ExtensionContext, channel: LogOutputChannel, log: Log): Promise<TestParts> {
  const { keys, keyPlaces, ports } = wireModels(context.secrets, process.env, log);
  const fetch = editorFetch(async (environment) => {
    const { createHttpFetch } = await import('./platform/httpFetch.ts');
    return createHttpFetch(environment, false);
  });
  const models = createModels({ ...ports, fetch, tour: loadTour });
  const kept = createKeptReviews(context.workspaceState);
  const proposals = createProposals(kept);
  const approvals = createApprovals((callId) => proposals.left(callId));
  const project = lazily(() => loadProject(context, log));
  const source = lazily(async () => sessionSource(await project.get(), approvals, models, log));
  const sessions = createSessions(source.get, context.workspaceState, log);
  const review = createReview({
    proposals,
    approvals,
    kept,
    sessions,
    log,
    keyboard: () => chat.keyboard,
    backToChat: () => chat.show('approval'),
  });
  const goingBack = createGoingBack(sessions, () => chat);
  const pending = createPending({
    project: lazily(async () => pendingProject(await project.get())).get,
    memory: context.workspaceState,
    log,
    undone: async (parts, turns) => {
      const { current } = sessions;
      // Another session's model has forgotten these edits, or is told when it is asked to read the files again.
      const own = current?.events.some((event) => event.type === 'user' && turns.has(event.turn));
      if (own) await current?.reviewed(parts);
    },
  });
  const requests = createChatRequests({
    sessions,
    approvals,
    proposals,
    review,
    goingBack,
    pending,
    log,
    chat: () => chat,
  });
  const chat: Chat = registerChat({
    assets: Uri.joinPath(context.extensionUri, 'dist', 'webview'),
    sessions,
    log,
    state: () => hostState({ sessions, approvals, proposals, pending }, models, keys),
    handle: requests,
  });
  const transcript = registerTranscript(sessions);
  const statistics = registerEditStatistics(() => sessions.store());
  const status = createStatusBar(sessions, approvals);
  const refresh = (): void => {
    chat.refresh();
    status.refresh();
  };
  const publish = (): void => {
    const { current } = sessions;
    const published = Promise.all([
      setContext('belay.busy', current?.busy ?? false),
      setContext('belay.hasSession', current !== undefined),
      setContext('belay.pendingApproval', approvals.pending().length > 0),
    ]);
    published.catch((error: unknown) => log.error('context keys could not be set', error));
  };

  context.subscriptions.push(
    Disposable.from(keys, proposals, approvals, review, goingBack, pending, chat, transcript, statistics, status),
    registerCommands({
      sessions,
      chat,
      approvals,
      proposals,
      review,
      goingBack,
      pending,
      models,
      keys,
      keyPlaces,
      transcript,
      statistics,
      channel,
      log,
    }),
    registerFixAction(),
    announceApprovals(approvals, chat, log),
    sessions.onDidSwitch(() => proposals.load(sessions.current?.events ?? [])),
    sessions.onDidEvent((event) => proposals.see(event)),
    sessions.onDidEvent((event) => pending.see(event, sessions.current?.events ?? [])),
    // An open session has loaded the project anyway.
    sessions.onDidSwitch(() => pending.load(sessions.current !== undefined)),
    sessions.onDidSwitch(publish),
    sessions.onDidState(publish),
    approvals.onDidChange(publish),
    review.decisions.onDidChange(() => chat.refresh()),
    pending.onDidChange(() => chat.refresh()),
    workspace.onDidGrantWorkspaceTrust(refresh),
    workspace.onDidChangeWorkspaceFolders(refresh),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('belay')) refresh();
      if (modelSettings.some((name) => event.affectsConfiguration(name))) renewModel();
    }),
    keys.onDidChange(() => {
      refresh();
      renewModel();
    }),
  );
  deactivate = async () => {
    approvals.dispose();
    await sessions.dispose();
    if (project.started()) await (await project.get()).dispose();
  };

  /** Gives the open session's model the keys and settings of now; the conversation stays in the provider's cache. */
  function renewModel(): void {
    const { current } = sessions;
    const id = current?.model.info.id;
    if (!current || id === undefined || id === 'tour') return;
    const renewing = models.create(id).then(async (model) => {
      // Another one may have been chosen meanwhile.
      if (current.model.info.id === id) await current.setModel(model);
    });
    renewing.catch((error: unknown) => log.error('the model could not be given the new key or setting', error));
  }

  if (settings.showOnStart && workspace.workspaceFolders) await chat.show('composer');
  pending.load(false);
  return { sessions, approvals, proposals, review, pending, chat };
}

/** Settings that an adapter takes over when it is made. */
const modelSettings = ['anthropic', 'openai', 'bedrock', 'vertex', 'fallbackModel', 'reasoningEffort'].map(
  (name) => `belay.${name}`,
);

type Project = Awaited<ReturnType<typeof loadProject>>;

/** The machine's side of the project in this window: its first folder. */
async function loadProject(context: ExtensionContext, log: Log) {
  const [folder, ...others] = workspace.workspaceFolders ?? [];
  if (!folder) throw new ToolError(l10n.t('Open a folder first: Belay works inside a project.'));
  const [{ openProject }, { secretGlobs }, { sandboxPaths }, { savesMeanwhile }] = await Promise.all([
    import('./platform/openProject.ts'),
    import('./security/paths.ts'),
    import('./security/sandboxPaths.ts'),
    import('./editor/savesMeanwhile.ts'),
  ]);
  if (others.length > 0) {
    log.info(`this workspace has ${others.length + 1} folders; Belay works in the first, ${folder.uri.fsPath}`);
    const text = l10n.t('Belay works in the first folder of this workspace: {0}', folder.name);
    say(text);
  }
  const project = await openProject({
    root: folder.uri.fsPath,
    environment: process.env,
    bundleFolder: Uri.joinPath(context.extensionUri, 'dist').fsPath,
    appRoot: env.appRoot,
    unsearched: secretGlobs,
    saves: savesMeanwhile,
    sandboxPaths,
    allowedDomains: () => settings.allowedDomains,
    checkpointLimits: () => settings.checkpoints,
    log,
  });
  nameFolder(project.root, folder.uri);
  return project;
}

/** What marking applied changes for review needs of the project. */
async function pendingProject({ root, pending, checkpoints, git }: Project): Promise<PendingProject> {
  const [{ filesToRestore }, disk, real] = await Promise.all([
    import('./editor/applying/restoreFiles.ts'),
    import('./platform/diskState.ts'),
    import('./platform/realPath.ts'),
  ]);
  return { root, store: pending(warn), files: filesToRestore({ ...disk, ...real }), checkpoints, git };
}

/** Sessions of the project with every port of a window. */
async function sessionSource(
  project: Project,
  approver: ReturnType<typeof createApprovals>,
  models: Models,
  log: Log,
): Promise<SessionSource> {
  const [
    { createSession },
    { forkEvents },
    { tools },
    { languageTools },
    { createGate },
    { createCleaning },
    { assemble },
    disk,
    edits,
    reads,
    commands,
    real,
  ] = await Promise.all([
    import('./agent/session.ts'),
    import('./agent/turns.ts'),
    import('./tools/index.ts'),
    import('./editor/languageTools/index.ts'),
    import('./security/gate.ts'),
    import('./security/cleaning.ts'),
    import('./prompts/assemble.ts'),
    import('./platform/diskState.ts'),
    import('./editor/workspaceEdits.ts'),
    import('./editor/editorFiles.ts'),
    import('./editor/unsavedBeforeCommand.ts'),
    import('./platform/realPath.ts'),
  ]);
  const { root, home, paths, search, git, lock, store, checkpoints, watch, spillFolder } = project;
  const files = reads.createEditorFiles(project.files);
  const trusted = (): boolean => workspace.isTrusted;
  const ports = {
    root,
    tools: [...tools, ...languageTools],
    editTools: () => settings.editTools,
    gate: createGate({
      root,
      home,
      readable: [spillFolder],
      sandbox: project.sandbox.state,
      ignoreCase: process.platform === 'win32' || process.platform === 'darwin',
      trusted,
      resolve: paths.resolve,
      realPath: files.realPath,
      commands: project.commandFacts,
    }),
    approver,
    files,
    watch,
    edits: edits.createWorkspaceEdits(checkpoints, { ...disk, ...real }),
    search,
    processes: commands.askBeforeCommands(project.processes),
    git,
    lock,
    log,
    resolve: paths.resolve,
    display: paths.display,
    ...createCleaning({ log, newId: randomUUID }),
    newId: randomUUID,
    prompt: async () => assemble(await project.facts(trusted())),
  };

  async function openSession(sessionId: string, sinks: SessionSinks): Promise<Session> {
    const { log: transcript, events, dropped } = await store.open(sessionId);
    const model = await models.create(lastModel(events) ?? (await models.preferred()).id);
    const { maxSteps } = settings;
    const mode = modeForReopened(events, settings.permissionMode);
    return await createSession(
      { ...ports, ...sinks, sessionId, model, mode, maxSteps, transcript },
      { events, dropped },
    );
  }

  return {
    store,
    async create(sinks: SessionSinks) {
      const sessionId = randomUUID();
      const model = await models.create((await models.preferred()).id);
      const transcript = await store.create(sessionId);
      const { permissionMode: mode, maxSteps } = settings;
      return await createSession({ ...ports, ...sinks, sessionId, model, mode, maxSteps, transcript });
    },
    open: openSession,
    async fork(events: readonly Event[], at: string, sinks: SessionSinks) {
      const sessionId = randomUUID();
      const transcript = await store.create(sessionId);
      for (const event of forkEvents(events, at, sessionId, root)) await transcript.append(event);
      await transcript.close();
      return await openSession(sessionId, sinks);
    },
  };
}

async function loadTour() {
  const [{ parseScenario }, { default: scenario }] = await Promise.all([
    import('./protocol/scenario.ts'),
    import('../media/tour/scenario.json'),
  ]);
  return parseScenario(scenario, 'of the tour');
}
