import { Disposable, type LogOutputChannel, commands as vscodeCommands } from 'vscode';
import type { Models } from '../agent/modelPorts.ts';
import type { Log } from '../agent/ports.ts';
import type { Approvals } from './approvals.ts';
import { applyLater, mayLeave } from './chatRequests.ts';
import type { Chat } from './chatView.ts';
import { chooseMode, leaveYolo } from './commands/chooseMode.ts';
import { chooseModel, switchModel } from './commands/chooseModel.ts';
import type { Yolo } from './commands/confirmYolo.ts';
import { decidePending } from './commands/decidePending.ts';
import { type KeyPlaces, setApiKey } from './commands/setApiKey.ts';
import { createTasks } from './commands/tasks.ts';
import { togglePlanMode } from './commands/togglePlanMode.ts';
import type { Compaction } from './compaction.ts';
import type { CostPage } from './costPage.ts';
import type { GoingBack } from './goingBack.ts';
import type { Keys } from './keys.ts';
import { reportFailure } from './notify.ts';
import type { Pending } from './pending/pending.ts';
import type { PromptDocuments } from './promptDocuments.ts';
import type { Proposals } from './review/proposals.ts';
import type { Review } from './review/review.ts';
import type { SandboxStatus } from './sandboxStatus.ts';
import type { Sessions } from './sessions.ts';
import type { WhyAsked } from './whyAsked/whyAsked.ts';

export interface CommandParts {
  readonly sessions: Sessions;
  readonly chat: Chat;
  readonly approvals: Approvals;
  readonly proposals: Proposals;
  readonly review: Review;
  readonly goingBack: GoingBack;
  readonly pending: Pending;
  readonly compaction: Compaction;
  readonly models: Models;
  readonly keys: Keys;
  readonly keyPlaces: KeyPlaces;
  readonly transcript: { open(): Promise<void> };
  readonly statistics: { open(): Promise<void> };
  readonly documents: PromptDocuments;
  readonly costPage: CostPage;
  readonly whyAsked: WhyAsked;
  readonly sandbox: SandboxStatus;
  readonly yolo: Yolo;
  readonly channel: LogOutputChannel;
  readonly log: Log;
}

type Handler = (...args: unknown[]) => unknown;

/** Every command of Belay, by its name in the manifest. */
function table(parts: CommandParts): Readonly<Record<string, Handler>> {
  const { sessions, chat, approvals, proposals, review, goingBack, pending, models, keys } = parts;
  const tasks = createTasks(sessions, chat);
  const current = (): string | undefined => sessions.current?.model.info.id;

  return {
    'belay.openChat': () => chat.show('composer'),
    'belay.newSession': async () => {
      if (!(await mayLeave(sessions))) return;
      await sessions.startNew();
      await chat.show('composer');
    },
    'belay.sessionHistory': () => chat.showSessions(),
    'belay.runTask': () => tasks.run(),
    'belay.explainSelection': () => tasks.explainSelection(),
    'belay.fixProblems': (target, lines) => tasks.fixProblems(target, lines),
    'belay.writeTests': (target) => tasks.writeTests(target),
    'belay.reviewChanges': () => tasks.reviewChanges(),
    'belay.addToChat': (target, targets) => tasks.addToChat(target, targets),
    'belay.undoLastTurn': () => goingBack.undoLastTurn(),
    'belay.redoRestore': () => goingBack.redoLast(),
    'belay.forkSession': async () => {
      if (await mayLeave(sessions)) await goingBack.forkHere();
    },
    'belay.stop': () => sessions.current?.stop(),
    'belay.setApiKey': async (which) => {
      const inUse = async () => (await models.find(current() ?? (await models.preferred()).id)).key;
      const wanted =
        which === 'anthropic' || which === 'openai' ? which : which === 'current' ? await inUse() : undefined;
      const switchTo = (id: string): Promise<void> => switchModel(id, models, sessions);
      await setApiKey({ keys, models, places: parts.keyPlaces, current, switchTo }, wanted);
    },
    'belay.chooseModel': () => chooseModel(models, sessions, keys),
    'belay.choosePermissionMode': () => chooseMode(sessions, parts.yolo),
    'belay.togglePlanMode': () => togglePlanMode(sessions),
    'belay.leaveYolo': () => leaveYolo(sessions),
    'belay.whyAsked': (callId) => parts.whyAsked.open(callId),
    'belay.testSandbox': () => parts.sandbox.test(),
    'belay.openTranscript': () => parts.transcript.open(),
    'belay.showEditStatistics': () => parts.statistics.open(),
    'belay.showPrompt': () => parts.documents.prompt.open(),
    'belay.compact': () => parts.compaction.preview(),
    'belay.showForgotten': () => parts.compaction.showForgotten(),
    'belay.showVariants': () => parts.documents.variants.open(),
    'belay.showCost': () => parts.costPage.open(),
    'belay.showLog': () => parts.channel.show(),
    'belay.openSettings': () => vscodeCommands.executeCommand('workbench.action.openSettings', '@ext:belay.belay'),
    'belay.approve': () => decidePending(approvals, chat, 'approved'),
    'belay.reject': () => decidePending(approvals, chat, 'rejected'),
    'belay.reviewProposal': () => review.openWaiting(),
    'belay.approveProposal': (which, path) => review.decideFile('approved', which, path),
    'belay.rejectProposal': (which, path) => review.decideFile('rejected', which, path),
    'belay.approveHunk': (...which) => review.decideHunk('approve', ...which),
    'belay.rejectHunk': (...which) => review.decideHunk('reject', ...which),
    'belay.rejectHunkWithReason': (...which) => review.decideHunk('rejectWithReason', ...which),
    'belay.undoHunkApproval': (...which) => review.decideHunk('undo', ...which),
    'belay.restoreRejected': (which, path) => review.restoreRejected(which, path),
    'belay.approveAllEdits': () => review.approveAll(),
    'belay.nextHunk': () => review.go('next'),
    'belay.previousHunk': () => review.go('previous'),
    'belay.reviewWithComments': () => review.showComments(),
    'belay.approveThread': (thread) => review.decideThread('approve', thread),
    'belay.rejectThread': (thread) => review.decideThread('reject', thread),
    'belay.keepChange': (...which) => pending.keepChange(...which),
    'belay.undoChange': (...which) => pending.undoChange(...which),
    'belay.keepFileChanges': (which) => pending.keepFile(which),
    'belay.undoFileChanges': (which) => pending.undoFile(which),
    'belay.keepAllChanges': () => pending.keepAll(),
    'belay.undoAllChanges': () => pending.undoAll(),
    'belay.nextChange': () => pending.next(),
    'belay.previousChange': () => pending.previous(),
    'belay.showRemovedLines': (which) => pending.showRemoved(which),
    'belay.openChange': (which) => pending.open(which),
    'belay.openAllChanges': () => pending.openAll(),
    'belay.applyProposal': (which, path) => applyLater(review.target(which, path).proposal.callId, proposals, sessions),
  };
}

/** Registers the commands; what fails is told to the person. */
export function registerCommands(parts: CommandParts): Disposable {
  const handlers = Object.entries(table(parts));
  return Disposable.from(
    ...handlers.map(([id, handler]) =>
      vscodeCommands.registerCommand(id, async (...args: unknown[]) => {
        try {
          await handler(...args);
        } catch (error) {
          reportFailure(`the command ${id} failed`, error, parts.log);
        }
      }),
    ),
  );
}
