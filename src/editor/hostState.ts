import { env, workspace } from 'vscode';
import type { Models } from '../agent/modelPorts.ts';
import type { HostState } from '../protocol/webview.ts';
import type { Approvals } from './approvals.ts';
import type { Keys } from './keys.ts';
import type { Pending } from './pending/pending.ts';
import { progressOf } from './review/progress.ts';
import type { Proposals } from './review/proposals.ts';
import type { SandboxStatus } from './sandboxStatus.ts';
import type { Sessions } from './sessions.ts';
import { settings } from './settings.ts';

/** What the view shows that no event tells: model, mode, tokens, cost, queue, trust, sandbox. */
export async function hostState(
  {
    sessions,
    approvals,
    proposals,
    pending,
    sandbox,
  }: {
    sessions: Sessions;
    approvals: Approvals;
    proposals: Proposals;
    pending: Pending;
    sandbox: SandboxStatus;
  },
  models: Models,
  keys: Keys,
): Promise<HostState> {
  const session = sessions.current;
  const entry = session ? await models.find(session.model.info.id) : await models.preferred();
  const images = session?.model.info.images ?? entry.images;
  return {
    model: entry.id,
    // A model that no table knows is known to its session best.
    modelLabel: entry.detail === '' ? (session?.model.info.label ?? entry.label) : entry.label,
    mode: session?.mode ?? settings.permissionMode,
    plan: session?.plan ?? false,
    contextTokens: session?.contextTokens ?? 0,
    contextWindow: session?.model.info.contextWindow ?? entry.contextWindow,
    cost: session?.spent.session.cost ?? 0,
    unpriced: session?.spent.session.unpriced ?? 0,
    turnCost: session?.spent.turn.cost ?? 0,
    turnUnpriced: session?.spent.turn.unpriced ?? 0,
    busy: session?.busy ?? false,
    queue: (session?.queue ?? []).map(({ id, text }) => ({ id, text })),
    trusted: workspace.isTrusted,
    ...(sandbox.current ? { sandbox: sandbox.current } : {}),
    needsKey: entry.key !== undefined && (await keys.get(entry.key)) === undefined,
    hasFolder: workspace.workspaceFolders !== undefined,
    ...(images === undefined ? {} : { images }),
    suggestions: await models.suggestions(entry.id),
    reviews: approvals.pending().flatMap(({ request: { callId }, changes }) => {
      const proposal = changes && proposals.get(callId);
      const progress = proposal && progressOf(proposal);
      return progress ? [progress] : [];
    }),
    toReview: pending.toReview(),
    locale: env.language,
  };
}
