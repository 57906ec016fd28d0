import { commands, l10n, window, workspace } from 'vscode';
import type { Log } from '../agent/ports.ts';
import { ToolError } from '../agent/tool.ts';
import { openDocument } from './applying/fileState.ts';
import type { Approvals } from './approvals.ts';
import type { Chat, ChatRequest } from './chatView.ts';
import type { Compaction } from './compaction.ts';
import { pathOf } from './folderPaths.ts';
import type { GoingBack } from './goingBack.ts';
import { forDraft, type Mentioning } from './mentions/mentioning.ts';
import type { ModelPicker } from './modelPicker.ts';
import { reportFailure, warn } from './notify.ts';
import { insertAtCursor, knownFile, openFile, openLink } from './openThings.ts';
import type { Pending } from './pending/pending.ts';
import type { Proposals } from './review/proposals.ts';
import type { Review } from './review/review.ts';
import type { Sessions } from './sessions.ts';

export interface ChatRequestParts {
  readonly sessions: Sessions;
  readonly approvals: Approvals;
  readonly proposals: Proposals;
  readonly review: Review;
  readonly goingBack: GoingBack;
  readonly pending: Pending;
  readonly mentioning: Mentioning;
  readonly picker: ModelPicker;
  readonly compaction: Compaction;
  readonly log: Log;
  chat(): Chat;
}

type Handlers = { readonly [T in ChatRequest['type']]: (request: Extract<ChatRequest, { type: T }>) => Promise<void> };

const commandOf = {
  setApiKey: 'belay.setApiKey',
  chooseModel: 'belay.chooseModel',
  chooseMode: 'belay.choosePermissionMode',
  togglePlan: 'belay.togglePlanMode',
  showLog: 'belay.showLog',
  openTranscript: 'belay.openTranscript',
  manageTrust: 'workbench.trust.manage',
  openFolder: 'workbench.action.files.openFolder',
  openSettings: 'belay.openSettings',
  openProxySettings: 'workbench.action.openSettings',
  testSandbox: 'belay.testSandbox',
  showCost: 'belay.showCost',
  leaveYolo: 'belay.leaveYolo',
  showForgotten: 'belay.showForgotten',
} as const;

/** What each message of the view does. Nothing here trusts the view: ids are looked up, paths and links are checked. */
export function createChatRequests(parts: ChatRequestParts): (request: ChatRequest) => Promise<void> {
  const { sessions, approvals, proposals, review, goingBack, pending, mentioning, picker, log } = parts;
  const dropped = (what: string): void => log.warn(`dropped a message of the chat view: ${what}`);

  let searched = '';
  const listSessions = async (query: string): Promise<void> => {
    searched = query;
    const found = await (await sessions.store()).list(query);
    parts.chat().post({ type: 'sessions', query, sessions: [...found] });
  };

  const handlers: Handlers = {
    async prompt({ text, attachments, images }) {
      const session = await sessions.ensure();
      if (images.length > 0 && !session.model.info.images) {
        // A server of the person's own tells of its model only now: the message goes back, and the composer says why.
        return await parts.chat().draft(text, attachments, images);
      }
      await session.prompt(text, { ...(await mentioning.collect(attachments)), images });
    },
    async unqueue({ id }) {
      const said = sessions.current?.unqueue(id);
      if (said) await parts.chat().draft(said.text, (said.attachments ?? []).map(forDraft), said.images);
    },
    stop: async () => await sessions.current?.stop(),
    retry: async () => await sessions.current?.retry(),
    newSession: async () => await commands.executeCommand('belay.newSession'),
    async decide({ callId, decision, scope, rule, reason }) {
      const word =
        decision === 'approved'
          ? { decision, scope, ...(rule === undefined ? {} : { rule }) }
          : { decision, ...(reason ? { reason } : {}) };
      if (!approvals.decide(callId, word)) dropped(`call ${callId} is not pending`);
    },
    async decideFile({ callId, path, decision, reason }) {
      const proposal = proposals.get(callId);
      if (proposal?.state !== 'pending') return dropped(`call ${callId} is no pending edit`);
      const why = reason ? { reason } : {};
      if (path === undefined) return await review.decisions.decideRest(proposal, decision, reason);
      const { file } = review.target(callId, path);
      const what = decision === 'approved' ? 'approveRest' : 'rejectRest';
      await review.decisions.decide(proposal, file, what === 'approveRest' ? { what } : { what, ...why });
    },
    async answer({ callId, answer }) {
      if (!approvals.answer(callId, answer)) dropped(`question ${callId} is not open`);
    },
    async budget({ decision, raise }) {
      await sessions.current?.answerBudget({ decision, by: 'person', raise: decision === 'raised' ? raise : {} });
    },
    openDiff: ({ callId, path }) => review.open(callId, path),
    openWaiting: () => review.openWaiting(),
    applyLater: ({ callId }) => applyLater(callId, proposals, sessions),
    async openFile({ path, line }) {
      const uri = knownFile(path, sessions.current?.events ?? []);
      if (uri) await openFile(uri, line);
      else dropped(`${path} is not a file of this workspace`);
    },
    async saveFile({ path }) {
      const uri = knownFile(path, []);
      const document = uri && openDocument(pathOf(uri));
      if (!document) return dropped(`${path} is not an open file of this workspace`);
      if (await document.save()) return;
      const name = workspace.asRelativePath(document.uri);
      warn(l10n.t('{0} could not be saved: it was changed on disk, or is read-only.', name));
    },
    async openLink({ href }) {
      if (!(await openLink(href))) dropped('a link that is not opened');
    },
    insertAtCursor: ({ text }) => insertAtCursor(text),
    undoTurn: ({ turn }) => goingBack.undoTurn(turn),
    reviewTurn: ({ turn }) => pending.review(turn),
    rate: async ({ turn, thumb }) => await sessions.current?.rate(turn, thumb),
    previewRestore: ({ to }) => goingBack.preview(to),
    restore: ({ to, files, conversation }) => goingBack.restore(to, files, conversation),
    openRestoreDiff: ({ to, path }) => goingBack.openDiff(to, path),
    redo: ({ of }) => goingBack.redo(of),
    previewCompaction: () => parts.compaction.preview(),
    compact: ({ outline }) => parts.compaction.compact(outline),
    newSessionWithOutline: () => parts.compaction.newSessionWithOutline(),
    fork: async ({ at }) => {
      if (await mayLeave(sessions)) await goingBack.fork(at);
    },
    whyAsked: async ({ callId }) => await commands.executeCommand('belay.whyAsked', callId),
    listSessions: ({ query }) => listSessions(query),
    openSession: async ({ sessionId }) => {
      if (await mayLeave(sessions)) await sessions.open(sessionId);
    },
    async deleteSession({ sessionId }) {
      const remove = l10n.t('Delete');
      const question = l10n.t('Delete this session? Its conversation is gone then; your files stay as they are.');
      if ((await window.showWarningMessage(question, { modal: true }, remove)) !== remove) return;
      await sessions.delete(sessionId);
      await listSessions(searched);
    },
    async findMentions({ query, kind }) {
      const items = await mentioning.find(query, kind);
      parts.chat().post({ type: 'mentions', query, ...(kind ? { kind } : {}), items });
    },
    async measure({ attachments }) {
      parts.chat().post({ type: 'measured', sizes: await mentioning.measure(attachments) });
    },
    listModels: () =>
      picker.list((current, groups, done) => parts.chat().post({ type: 'models', current, groups, done })),
    useModel: ({ id }) => picker.use(id),
    modelHint: ({ title }) => picker.hint(title),
    openAttachment: ({ attachment }) => mentioning.open(attachment),
    // The chat asks for the key of the model in use; the palette for any.
    async command({ command }) {
      await commands.executeCommand(commandOf[command], command === 'openProxySettings' ? 'http.proxy' : 'current');
    },
  };

  return async (request) => {
    try {
      await dispatch(handlers, request);
    } catch (error) {
      reportFailure(`the chat view's request "${request.type}" failed`, error, log);
    }
  };
}

/** Applies an open proposal as the person has left it. */
export async function applyLater(callId: string, proposals: Proposals, sessions: Sessions): Promise<void> {
  const left = proposals.left(callId);
  if (left?.changes.length === 0) {
    throw new ToolError(l10n.t('Nothing is left of this edit: you have rejected all of it.'));
  }
  await sessions.current?.applyLater(callId, left?.changes);
}

function dispatch<T extends ChatRequest['type']>(
  handlers: Handlers,
  request: Extract<ChatRequest, { type: T }>,
): Promise<void> {
  const handler: (request: Extract<ChatRequest, { type: T }>) => Promise<void> = handlers[request.type as T];
  return handler(request);
}

/** Leaving a session ends its running turn, so the person is asked first. */
export async function mayLeave(sessions: Sessions): Promise<boolean> {
  if (!sessions.current?.busy) return true;
  const leave = l10n.t('Stop and Leave');
  const question = l10n.t('Belay is still working in this session. Leaving it stops the turn.');
  return (await window.showWarningMessage(question, leave, l10n.t('Stay'))) === leave;
}
