import { randomUUID } from 'node:crypto';
import { workspace } from 'vscode';
import type { Models } from '../agent/modelPorts.ts';
import type { Log } from '../agent/ports.ts';
import type { Session } from '../agent/session.ts';
import type { createApprovals } from '../editor/approvals.ts';
import { lastModel, modeForReopened } from '../editor/reopened.ts';
import type { SessionSinks } from '../editor/sessions.ts';
import { settings } from '../editor/settings.ts';
import type { Event } from '../protocol/events.ts';
import type { PromptReport } from '../protocol/promptReport.ts';
import type { Project } from './project.ts';

/** Sessions of the project with every port of a window. */
export async function sessionSource(
  project: Project,
  approver: ReturnType<typeof createApprovals>,
  models: Models,
  log: Log,
) {
  const [
    { createSession },
    { forkEvents },
    { tools },
    { languageTools },
    { createGate },
    { classifierFor },
    { createSecondOpinion },
    { createCleaning },
    { createSessionPrompts },
    disk,
    edits,
    reads,
    commands,
    real,
    { openEditors },
    { openCacheWatch },
    { keepText },
    { createTokenCounter },
  ] = await Promise.all([
    import('../agent/session.ts'),
    import('../agent/turns.ts'),
    import('../tools/index.ts'),
    import('../editor/languageTools/index.ts'),
    import('../security/gate.ts'),
    import('../security/auto.ts'),
    import('../security/secondOpinion.ts'),
    import('../security/cleaning.ts'),
    import('../prompts/sessionPrompts.ts'),
    import('../platform/diskState.ts'),
    import('../editor/workspaceEdits.ts'),
    import('../editor/editorFiles.ts'),
    import('../editor/unsavedBeforeCommand.ts'),
    import('../platform/realPath.ts'),
    import('../editor/openEditors.ts'),
    import('../models/cacheWatch.ts'),
    import('../platform/keepText.ts'),
    import('../prompts/tokens/tokenCounter.ts'),
  ]);
  const { root, home, paths, search, git, lock, store, checkpoints, watch, spillFolder } = project;
  const files = reads.createEditorFiles(project.files);
  const trusted = (): boolean => workspace.isTrusted;
  /** The session whose calls are judged: its small model gives the second opinion, at the cost of its budget. */
  let judged: Session | undefined;
  const opinion = createSecondOpinion({
    log,
    async ask(question, signal) {
      if (!judged) throw new Error('no session is open');
      return await judged.smallWork('opinion', question, signal, { whole: true });
    },
  });
  const tokens = createTokenCounter(project.calibrations);
  const ports = {
    tokens,
    root,
    tools: [...tools, ...languageTools],
    editTools: () => settings.editTools,
    limits: () => settings.limits,
    small: (id: string) => models.small(id),
    titles: () => settings.titles,
    toolSearch: () => settings.toolSearch,
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
      rules: project.rules.read,
      classifier: classifierFor(root),
      secondOpinion: async (call, signal) => {
        if (!settings.autoSecondOpinion) throw new Error('the second opinion is turned off');
        return await opinion(call, signal);
      },
    }),
    compaction: {
      threshold: () => settings.compactionThreshold,
      small: async () => (settings.smallModel === '' ? undefined : await models.create(settings.smallModel)),
      fallback: async (own: string) => await models.create(settings.fallbackModel || models.small(own).model),
    },
    largeResults: { maxTokens: () => settings.largestResult, keep: (text: string) => keepText(spillFolder, text) },
    rules: project.rules,
    audit: project.audit,
    yoloFacts: project.yoloFacts,
    approver,
    cacheWatch: openCacheWatch,
    cacheLifetime: () => settings.cacheLifetime,
    files,
    watch,
    edits: edits.createWorkspaceEdits(checkpoints, { ...disk, ...real }),
    search,
    seenTexts: project.seenTexts,
    processes: commands.askBeforeCommands(project.processes),
    git,
    lock,
    log,
    resolve: paths.resolve,
    display: paths.display,
    ...createCleaning({ log, newId: randomUUID }),
    newId: randomUUID,
    ...createSessionPrompts({
      surface: 'window',
      features: () => project.features.load(),
      files: () => project.promptFiles(trusted()),
      values: async () => ({ ...(await project.facts(trusted())), openEditors: trusted() ? openEditors(root) : [] }),
    }),
  };

  async function openSession(sessionId: string, sinks: SessionSinks): Promise<Session> {
    const { log: transcript, events, dropped } = await store.open(sessionId);
    const model = await models.create(lastModel(events) ?? (await models.preferred()).id);
    const { maxSteps } = settings;
    const mode = modeForReopened(events, settings.permissionMode);
    judged = await createSession(
      { ...ports, ...sinks, sessionId, model, mode, maxSteps, transcript },
      { events, dropped },
    );
    return judged;
  }

  return {
    store,
    async create(sinks: SessionSinks) {
      const sessionId = randomUUID();
      const model = await models.create((await models.preferred()).id);
      const transcript = await store.create(sessionId);
      const { permissionMode: mode, maxSteps } = settings;
      judged = await createSession({ ...ports, ...sinks, sessionId, model, mode, maxSteps, transcript });
      return judged;
    },
    open: openSession,
    async fork(events: readonly Event[], at: string, sinks: SessionSinks) {
      const sessionId = randomUUID();
      const transcript = await store.create(sessionId);
      for (const event of forkEvents(events, at, sessionId, root)) await transcript.append(event);
      await transcript.close();
      return await openSession(sessionId, sinks);
    },
    async describe(current: Session | undefined): Promise<PromptReport> {
      const { describePrompt } = await import('../prompts/describePrompt.ts');
      const model = current?.model ?? (await models.create((await models.preferred()).id));
      const session = current ?? { id: randomUUID(), events: [], system: undefined };
      return await describePrompt({
        deps: ports,
        counter: tokens,
        model,
        mode: current?.mode ?? settings.permissionMode,
        session,
      });
    },
  };
}
