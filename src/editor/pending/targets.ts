import { l10n, Uri, window } from 'vscode';
import * as z from 'zod';
import { ToolError } from '../../agent/tool.ts';
import type { PlacedHunk } from '../../edits/pending.ts';
import type { ReviewScope } from '../../edits/reviewPending.ts';
import { pathOf } from '../folderPaths.ts';
import { originalScheme, pathOfOriginal } from './originals.ts';
import type { PendingViews } from './views.ts';

/** What a lens names: a hunk by its ids, or without them a new or moved file. */
const LensTarget = z.object({ path: z.string(), ids: z.array(z.string()).optional() });
/** A line of the view. */
const Node = z.discriminatedUnion('type', [
  z.object({ type: z.literal('turn'), turn: z.string() }),
  z.object({ type: z.literal('file'), turn: z.string(), file: z.object({ path: z.string() }) }),
]);
/** A file in the Source Control view. */
const Resource = z.object({ resourceUri: z.custom<Uri>((value) => value instanceof Uri) });
/** One change as the inline comparison names it: lines from 1, an end of 0 where that side has none. */
const LineChange = z.object({ modifiedStartLineNumber: z.number(), modifiedEndLineNumber: z.number() });

/** The change that a lens, a button of the inline comparison, or the cursor means. Throws `ToolError` for none. */
export function changeAt(views: PendingViews, first: unknown, changes: unknown, index: unknown): ReviewScope {
  // A URI has a path as well, and is no lens.
  const lens = first instanceof Uri ? undefined : LensTarget.safeParse(first);
  if (lens?.success) return { path: lens.data.path, ...(lens.data.ids ? { ids: new Set(lens.data.ids) } : {}) };
  const at = first instanceof Uri ? inComparison(first, changes, index) : atCursor();
  const view = at && views.get(at.path);
  if (view?.file.kind === 'create') return { path: view.file.path };
  const hunks = view && at ? hunksAt(view.placed.hunks, at.start, at.end) : [];
  if (!view || hunks.length === 0) {
    throw new ToolError(l10n.t('There is no change of Belay here. Belay: Next Change goes to one.'));
  }
  return { path: view.file.path, ids: new Set(hunks.flatMap((hunk) => hunk.hunks.map(({ id }) => id))) };
}

/** What a line of the view, a file in Source Control, or the open editor means. Throws `ToolError` for none. */
export function filesAt(first: unknown): ReviewScope {
  const node = Node.safeParse(first);
  if (node.success) {
    const { turn } = node.data;
    return node.data.type === 'turn' ? { turn } : { turn, path: node.data.file.path };
  }
  const resource = Resource.safeParse(first);
  if (resource.success) return { path: pathOf(resource.data.resourceUri) };
  const path = first instanceof Uri ? pathFor(first) : activePlace()?.path;
  if (path !== undefined) return { path };
  throw new ToolError(l10n.t('Open a file with changes of Belay first, or choose it in the view Belay Changes.'));
}

/** The file and line (from 0) that the person looks at. */
export function activePlace(): { readonly path: string; readonly line: number } | undefined {
  const editor = window.activeTextEditor;
  const path = editor && pathFor(editor.document.uri);
  return editor && path !== undefined ? { path, line: editor.selection.active.line } : undefined;
}

function pathFor(uri: Uri): string | undefined {
  if (uri.scheme === originalScheme) return pathOfOriginal(uri);
  return uri.scheme === 'file' ? pathOf(uri) : undefined;
}

interface Lines {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

function atCursor(): Lines | undefined {
  const place = activePlace();
  return place && { path: place.path, start: place.line, end: place.line + 1 };
}

function inComparison(uri: Uri, changes: unknown, index: unknown): Lines | undefined {
  const change = Array.isArray(changes) && typeof index === 'number' ? LineChange.safeParse(changes[index]) : undefined;
  const path = pathFor(uri);
  if (!change?.success || path === undefined) return undefined;
  const { modifiedStartLineNumber: start, modifiedEndLineNumber: end } = change.data;
  return end === 0 ? { path, start, end: start } : { path, start: start - 1, end };
}

/** Those that overlap the lines, else those that meet them: the editor may draw the border of a change elsewhere. */
function hunksAt(hunks: readonly PlacedHunk[], start: number, end: number): PlacedHunk[] {
  const overlap = hunks.filter(({ line, count }) => line < end && line + count > start);
  return overlap.length > 0 ? overlap : hunks.filter(({ line, count }) => line <= end && line + count >= start);
}
