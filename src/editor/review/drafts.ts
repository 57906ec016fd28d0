import { Disposable, Range, type TextEditor, TextEditorRevealType, window } from 'vscode';
import type { Log } from '../../agent/ports.ts';
import type { FileChange } from '../../protocol/changes.ts';
import { settings } from '../settings.ts';
import type { ProposalFile, Proposals } from './proposals.ts';
import type { ProposalTabs } from './proposalTabs.ts';

/** Above this many characters an edit is shown once it is whole: the editor would read all of it for each word. */
const longest = 500_000;
/** How long a movement of the view counts as ours after we have moved it, in milliseconds. */
const ours = 400;

/**
 * Shows an edit in its diff while the model is still writing it. The focus stays where it is; the view follows the
 * growing place until the person scrolls. The proposal that comes of it takes over the same tab.
 */
export function registerDrafts(
  proposals: Proposals,
  tabs: ProposalTabs,
  onDidDraft: (listener: (draft: { callId: string; change: FileChange | undefined }) => void) => Disposable,
  reread: (file: ProposalFile) => void,
  log: Log,
): Disposable {
  /** By document, until when a movement of its view is ours; absent once the person has taken over. */
  const following = new Map<string, number>();
  /** By call, the files of which a draft was shown. */
  const drafted = new Map<string, Set<ProposalFile>>();

  async function show(callId: string, change: FileChange): Promise<void> {
    const known = proposals.get(callId)?.files.some((one) => one.change.path === change.path);
    const file = proposals.draft(callId, change);
    if (!file) return;
    const key = file.right.toString();
    drafted.set(callId, (drafted.get(callId) ?? new Set()).add(file));
    if (known) reread(file);
    else {
      // Whatever moves while the editor opens is not the person, however long that takes.
      following.set(key, Number.POSITIVE_INFINITY);
      const draft = proposals.get(callId);
      await tabs.openFile(file, true);
      // It may have come to nothing while the editor opened it.
      if (draft && !proposals.get(callId)) await tabs.close(draft);
      else if (draft && !draft.files.includes(file)) await tabs.closeFiles([file]);
    }
    const editor = editorOf(file);
    if (!editor || !following.has(key)) return;
    const line = Math.min(growingLine(change), editor.document.lineCount - 1);
    following.set(key, Date.now() + ours);
    editor.revealRange(new Range(line, 0, line, 0), TextEditorRevealType.InCenterIfOutsideViewport);
  }

  return Disposable.from(
    onDidDraft(({ callId, change }) => {
      if (!settings.openDiff) return;
      if (change) {
        if (!('after' in change) || change.after.length > longest) return;
        show(callId, change).catch((error: unknown) => log.error('an edit could not be shown while written', error));
        return;
      }
      drafted.delete(callId);
      const dropped = proposals.dropDraft(callId);
      if (!dropped) return;
      for (const { right } of dropped.files) following.delete(right.toString());
      tabs.close(dropped).catch((error: unknown) => log.error('a diff could not be closed', error));
    }),
    proposals.onDidChange((proposal) => {
      if (!proposal || proposal.state === 'drafting') return;
      const files = drafted.get(proposal.callId);
      drafted.delete(proposal.callId);
      // A file of a patch that does not fit after all is not part of what is proposed.
      const gone = [...(files ?? [])].filter((file) => !proposal.files.includes(file));
      if (gone.length === 0) return;
      tabs.closeFiles(gone).catch((error: unknown) => log.error('a diff could not be closed', error));
    }),
    window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
      const key = textEditor.document.uri.toString();
      const until = following.get(key);
      if (until !== undefined && Date.now() > until) following.delete(key);
    }),
  );
}

function editorOf(file: ProposalFile): TextEditor | undefined {
  const key = file.right.toString();
  return window.visibleTextEditors.find(({ document }) => document.uri.toString() === key);
}

/** The line at which the text grows, counted from 0: the last one before what it has in common with the old end. */
function growingLine(change: FileChange): number {
  if (!('after' in change)) return 0;
  const before = change.kind === 'edit' ? change.before : '';
  const { after } = change;
  const most = Math.min(before.length, after.length);
  let same = 0;
  while (same < most && before[before.length - 1 - same] === after[after.length - 1 - same]) same += 1;
  let line = 0;
  for (let at = after.indexOf('\n'); at !== -1 && at < after.length - same; at = after.indexOf('\n', at + 1)) line += 1;
  return line;
}
