import { type Event, EventEmitter, type Uri } from 'vscode';
import type { FileChange } from '../../protocol/changes.ts';
import type { Event as StoredEvent } from '../../protocol/events.ts';
import { fileUri } from '../folderPaths.ts';
import type { FileReview } from './fileReview.ts';
import type { KeptReviews } from './keptReviews.ts';
import { type Left, leftOf } from './left.ts';
import { proposedText, touchedReview } from './proposedText.ts';

export const proposalScheme = 'belay-proposal';
export const baseScheme = 'belay-base';

/**
 * `drafting`: the model is still writing it. `pending`: the call waits for the person. `open`: its turn ended without a decision, so it can still be applied.
 * `settled`: applied or rejected, shown for reading only.
 */
export type ProposalState = 'drafting' | 'pending' | 'open' | 'settled';

/** One file of a proposal as the diff shows it; the person may edit its right side and decide on each change. */
export interface ProposalFile {
  /** Grows while the proposal is a draft, and is fixed afterwards. */
  change: FileChange;
  /** The file itself. For a move, where it is now. */
  readonly file: Uri;
  readonly left: Uri;
  readonly right: Uri;
  /** Text on the right as last written, by a decision or by the person's saving; `undefined` while it is as proposed. */
  saved: string | undefined;
  /** Changes with each new content, for the file system's time stamps. */
  mtime: number;
  /** As of the last look; `reviewOf` brings it up to date. `undefined` while nobody has looked at its hunks. */
  review: FileReview | undefined;
}

export interface Proposal {
  readonly callId: string;
  /** Tells it from those of other sessions as well. */
  readonly key: string;
  files: readonly ProposalFile[];
  state: ProposalState;
  /** What the person said to the whole call, once they have. */
  decision?: 'approved' | 'rejected';
  /** Its diffs are closed for good and what is opened again is for reading only. */
  locked: boolean;
}

export interface FileOfProposal {
  readonly proposal: Proposal;
  readonly file: ProposalFile;
}

/** The proposals of the open session, rebuilt from its events, so that they outlive a reload. */
export interface Proposals {
  /** Starts over with the events of another session. */
  load(events: readonly StoredEvent[]): void;
  /** Takes one new event of the session. */
  see(event: StoredEvent): void;
  /** Notes what an edit that is still being written makes of one file so far. `undefined` where it is no draft any more. */
  draft(callId: string, change: FileChange): ProposalFile | undefined;
  /** Forgets a draft that came to nothing and gives it back. */
  dropDraft(callId: string): Proposal | undefined;
  get(callId: string): Proposal | undefined;
  /** The proposal and file behind a URI of either scheme. */
  at(uri: Uri): FileOfProposal | undefined;
  /** In the order in which the model asked for them, whichever was ready first. */
  all(): readonly Proposal[];
  /** The proposal as the person left it, `undefined` where it is as proposed. Throws when it is unknown. */
  left(callId: string): Left | undefined;
  readonly onDidChange: Event<Proposal | undefined>;
  dispose(): void;
}

/** `kept` has the decisions that were taken before a reload. */
export function createProposals(kept: Pick<KeptReviews, 'restore'>): Proposals {
  const byCall = new Map<string, Proposal>();
  const byAuthority = new Map<string, Proposal>();
  /** Ids of the edits that were called, in order. */
  const calls = new Map<string, number>();
  const changed = new EventEmitter<Proposal | undefined>();
  /** Part of each URI: two sessions may use the same call ids, and the editor keeps documents by their URI. */
  let session = '';

  function add(callId: string, changes: readonly FileChange[]): Proposal {
    const draft = byCall.get(callId);
    if (draft?.state === 'drafting') return complete(draft, changes);
    let authority = `${session.slice(0, 8)}-${callId}`.toLowerCase().replace(/[^a-z0-9-]/g, '-');
    while (byAuthority.has(authority)) authority += '-';
    const files = changes.map((change) => fileOf(change, authority));
    const proposal: Proposal = { callId, key: `${session}/${callId}`, files, state: 'open', locked: false };
    byCall.set(callId, proposal);
    byAuthority.set(authority, proposal);
    return proposal;
  }

  function fileOf(change: FileChange, authority: string): ProposalFile {
    const file = fileUri(change.path);
    const left = file.with({ scheme: baseScheme, authority });
    const right = fileUri(change.kind === 'move' ? change.to : change.path).with({
      scheme: proposalScheme,
      authority,
    });
    return { change, file, left, right, saved: undefined, mtime: Date.now(), review: undefined };
  }

  /** The whole proposal takes the place of its draft, under the same URIs. */
  function complete(draft: Proposal, changes: readonly FileChange[]): Proposal {
    const authority = draft.files[0]?.right.authority ?? '';
    draft.state = 'open';
    draft.files = changes.map((change) => {
      // A move beside an edit of the same file has no text of its own.
      const known = 'after' in change ? draft.files.find((file) => file.change.path === change.path) : undefined;
      return known ? renewed(known, change) : fileOf(change, authority);
    });
    return draft;
  }

  /** A call that came to nothing: its draft is shown no more. */
  function drop(callId: string): Proposal[] {
    const proposal = byCall.get(callId);
    if (!proposal) return [];
    proposal.state = 'settled';
    return [proposal];
  }

  function forget(proposal: Proposal): void {
    byCall.delete(proposal.callId);
    for (const { right } of proposal.files) byAuthority.delete(right.authority);
  }

  /** Applies one event and returns the proposals that it changed. */
  function take(event: StoredEvent): Proposal[] {
    if (event.type === 'session') session = event.sessionId;
    if (event.type === 'call' && event.kind === 'edit') calls.set(event.callId, calls.size);
    if (event.type === 'proposal') return [add(event.callId, event.changes)];
    if (event.type === 'ended')
      return [...byCall.values()].filter((one) => one.state === 'pending' && move(one, 'open'));
    if (event.type === 'result' && byCall.get(event.callId)?.state === 'drafting') return drop(event.callId);
    const next = nextState(event);
    const proposal = next && byCall.get(next.callId);
    if (proposal && event.type === 'answered' && event.by === 'person') proposal.decision = event.decision;
    return proposal && move(proposal, next.state) ? [proposal] : [];
  }

  function move(proposal: Proposal, state: ProposalState): boolean {
    if (proposal.state === state || proposal.state === 'settled') return false;
    proposal.state = state;
    return true;
  }

  function bringBack({ key, files }: Proposal): void {
    for (const file of files) {
      const { change } = file;
      const proposed = 'after' in change ? change.after : '';
      file.review = kept.restore(
        key,
        change.kind === 'move' ? change.to : change.path,
        change.kind === 'edit' ? change.before : '',
        proposed,
      );
      if (file.review && file.review.text !== proposed) file.saved = file.review.text;
    }
  }

  return {
    load(events) {
      byCall.clear();
      byAuthority.clear();
      calls.clear();
      for (const event of events) take(event);
      for (const proposal of byCall.values()) {
        proposal.locked = proposal.state === 'settled';
        if (!proposal.locked) bringBack(proposal);
      }
      changed.fire(undefined);
    },
    see(event) {
      for (const proposal of take(event)) changed.fire(proposal);
    },
    draft(callId, change) {
      const known = byCall.get(callId);
      if (known && known.state !== 'drafting') return undefined;
      const proposal = known ?? add(callId, [change]);
      proposal.state = 'drafting';
      const file = proposal.files.find((one) => one.change.path === change.path);
      if (file) return known ? renewed(file, change) : file;
      const next = fileOf(change, proposal.files[0]?.right.authority ?? '');
      proposal.files = [...proposal.files, next];
      return next;
    },
    dropDraft(callId) {
      const proposal = byCall.get(callId);
      if (proposal?.state !== 'drafting') return undefined;
      forget(proposal);
      return proposal;
    },
    get: (callId) => byCall.get(callId),
    at(uri) {
      const proposal = byAuthority.get(uri.authority);
      const fits = proposal?.files.filter((one) => one.left.path === uri.path || one.right.path === uri.path) ?? [];
      const file = fits.find((one) => 'after' in one.change) ?? fits[0];
      return proposal && file ? { proposal, file } : undefined;
    },
    all: () => [...byCall.values()].sort((a, b) => (calls.get(a.callId) ?? 0) - (calls.get(b.callId) ?? 0)),
    left(callId) {
      const proposal = byCall.get(callId);
      if (!proposal) throw new Error(`The proposal of call ${callId} cannot be found, so it cannot be approved.`);
      return leftOf(proposal.files.map((file) => ({ change: file.change, review: touchedReview(file) })));
    },
    onDidChange: changed.event,
    dispose: () => changed.dispose(),
  };
}

function renewed(file: ProposalFile, change: FileChange): ProposalFile {
  const shown = proposedText(file);
  file.change = change;
  file.review = undefined;
  file.saved = undefined;
  // The same text under a new time would make the editor refuse to save what is typed before it has looked again.
  if (proposedText(file) !== shown) file.mtime = Math.max(Date.now(), file.mtime + 1);
  return file;
}

function nextState(event: StoredEvent): { readonly callId: string; readonly state: ProposalState } | undefined {
  switch (event.type) {
    case 'asked':
      return { callId: event.request.callId, state: 'pending' };
    case 'answered':
      return {
        callId: event.callId,
        state: event.decision === 'rejected' && event.by !== 'person' ? 'open' : 'settled',
      };
    case 'applied':
      return { callId: event.callId, state: 'settled' };
    case 'result':
      return event.status === 'error' ? { callId: event.callId, state: 'settled' } : undefined;
    default:
      return undefined;
  }
}
