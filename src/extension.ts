import {
  Disposable,
  type ExtensionContext,
  ExtensionMode,
  type LogOutputChannel,
  l10n,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { Log } from './agent/ports.ts';
import { yoloConditions } from './agent/yolo.ts';
import { announceApprovals } from './editor/approvalNotices.ts';
import { createApprovals } from './editor/approvals.ts';
import { createChatRequests } from './editor/chatRequests.ts';
import { type Chat, registerChat } from './editor/chatView.ts';
import type { Yolo } from './editor/commands/confirmYolo.ts';
import { registerCommands } from './editor/commands.ts';
import { createCompaction } from './editor/compaction.ts';
import { publishState } from './editor/contextKeys.ts';
import { registerCostPage } from './editor/costPage.ts';
import { editorFetch } from './editor/editorFetch.ts';
import { registerEditStatistics } from './editor/editStatistics.ts';
import { registerFixAction } from './editor/fixAction.ts';
import { createGoingBack } from './editor/goingBack.ts';
import { hostState } from './editor/hostState.ts';
import { lazily } from './editor/lazily.ts';
import { createLog } from './editor/log.ts';
import { type Mentioning, registerMentioning } from './editor/mentions/mentioning.ts';
import { followTerminals } from './editor/mentions/terminal.ts';
import { createModelPicker } from './editor/modelPicker.ts';
import { registerTranscript } from './editor/openTranscript.ts';
import { createPending } from './editor/pending/pending.ts';
import { registerPromptDocuments } from './editor/promptDocuments.ts';
import { createKeptReviews } from './editor/review/keptReviews.ts';
import { createProposals } from './editor/review/proposals.ts';
import { createReview } from './editor/review/review.ts';
import { createSandboxStatus } from './editor/sandboxStatus.ts';
import { createSessions } from './editor/sessions.ts';
import { settings } from './editor/settings.ts';
import { createStatusBar } from './editor/statusBar.ts';
import { registerWhyAsked } from './editor/whyAsked/whyAsked.ts';
import { wireModels } from './editor/wireModels.ts';
import { mentionPorts } from './extension/mentionPorts.ts';
import { checkFacts, loadProject, pendingProject } from './extension/project.ts';
import { sessionSource } from './extension/sessionSource.ts';
import { createModels } from './models/choose.ts';
import { maskSecrets } from './platform/maskSecrets.ts';

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
  readonly mentioning: Mentioning;
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
  const goingBack = createGoingBack(sessions, () => chat, log);
  const pending = createPending({
    project: lazily(async () => pendingProject(await project.get())).get,
    memory: context.workspaceState,
    log,
    reviewed: async (review, turns) => {
      const { current } = sessions;
      // Another session's model has forgotten these edits, or is told when it is asked to read the files again.
      const own = current?.events.some((event) => event.type === 'user' && turns.has(event.turn));
      if (own) await current?.reviewed(review);
    },
  });
  const sandbox = createSandboxStatus(async () => (await project.get()).sandbox, log);
  const terminal = followTerminals();
  const mentioning = registerMentioning(
    lazily(async () => mentionPorts(await project.get(), terminal, await sessions.store(), log)).get,
  );
  const picker = createModelPicker(models, sessions, keys);
  const compaction = createCompaction(sessions, () => chat);
  const conversation = { sessions, approvals, proposals, review, goingBack, pending };
  const parts = { ...conversation, mentioning, picker, compaction, sandbox, log };
  const assets = Uri.joinPath(context.extensionUri, 'dist', 'webview');
  const chat: Chat = registerChat({
    assets,
    sessions,
    log,
    state: () => {
      if (workspace.isTrusted && workspace.workspaceFolders) sandbox.look();
      return hostState(parts, models, keys);
    },
    handle: createChatRequests({ ...parts, chat: () => chat }),
  });
  const transcript = registerTranscript(sessions);
  const statistics = registerEditStatistics(() => sessions.store());
  const documents = registerPromptDocuments(sessions, {
    describe: async (current) => await (await source.get()).describe(current),
    costOf: async () => (await import('./models/pricing.ts')).costOf,
  });
  const costPage = registerCostPage(
    { assets, sessions, log },
    lazily(async () => (await import('./extension/costSources.ts')).costSources(sessions)).get,
  );
  const whyAsked = registerWhyAsked(sessions, checkFacts);
  const yolo: Yolo = {
    conditions: async () => yoloConditions(await (await project.get()).yoloFacts()),
    enter: (session, typed) => session.setMode('yolo', typed),
  };
  const status = createStatusBar(sessions, approvals, sandbox);
  const refresh = (): void => {
    chat.refresh();
    status.refresh();
  };
  context.subscriptions.push(
    Disposable.from(keys, proposals, approvals, review, goingBack, pending, chat, transcript, statistics, documents),
    Disposable.from(status, whyAsked, costPage, sandbox, terminal, mentioning, compaction),
    registerCommands({
      ...parts,
      chat,
      models,
      keys,
      keyPlaces,
      transcript,
      statistics,
      documents,
      costPage,
      whyAsked,
      yolo,
      channel,
    }),
    registerFixAction(),
    announceApprovals(approvals, chat, log),
    publishState(sessions, approvals, log),
    sessions.onDidSwitch(() => proposals.load(sessions.current?.events ?? [])),
    sessions.onDidEvent((event) => proposals.see(event)),
    sessions.onDidEvent((event) => pending.see(event, sessions.current?.events ?? [])),
    // An open session has loaded the project anyway.
    sessions.onDidSwitch(() => pending.load(sessions.current !== undefined)),
    sandbox.onDidChange(() => chat.refresh()),
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
  return { sessions, approvals, proposals, review, pending, mentioning, chat };
}

/** Settings that an adapter takes over when it is made. */
const modelSettings = ['anthropic', 'openai', 'bedrock', 'vertex', 'fallbackModel', 'reasoningEffort'].map(
  (name) => `belay.${name}`,
);

async function loadTour() {
  const [{ parseScenario }, { default: scenario }] = await Promise.all([
    import('./protocol/scenario.ts'),
    import('../media/tour/scenario.json'),
  ]);
  return parseScenario(scenario, 'of the tour');
}
