import { splitLines } from '../lineEndings.ts';
import { truncationMessage } from '../replace.ts';
import { truncationMarker } from '../truncation.ts';
import { indentAt, type JsonStyle, type JsonValue, jsonStyle, writeJson } from './jsonStyle.ts';
import { type JsonEntry, type JsonNode, jsonTree } from './jsonTree.ts';
import { type NotebookCell, readNotebook, sourceText } from './readNotebook.ts';

export type CellType = 'code' | 'markdown' | 'raw';

/**
 * A change of one cell. `cell` is its number, counted from 1, or its id. A new cell comes below that cell; 0 puts it at
 * the top. In `replace`, what is absent stays.
 */
export type NotebookEdit =
  | {
      readonly action: 'replace';
      readonly cell: number | string;
      readonly cellType?: CellType;
      readonly source?: string;
    }
  | { readonly action: 'insert'; readonly cell: number | string; readonly cellType: CellType; readonly source: string }
  | { readonly action: 'delete'; readonly cell: number | string };

export type NotebookResult =
  | { readonly ok: true; readonly text: string; readonly number: number; readonly dropped: boolean }
  | { readonly ok: false; readonly message: string };

/**
 * Changes one cell of a notebook in format 4. Every byte outside that cell stays, and what is written takes the file's
 * own style: indentation, separators, line ends, escapes, and `source` as one string or a list of lines. A code cell
 * whose source or type changed loses its outputs and its execution count (`dropped`: there were some). `number` is the
 * cell's number, counted from 1. `newId` gives an id for a new cell of a notebook that has ids.
 */
export function editNotebook(text: string, edit: NotebookEdit, newId: () => string): NotebookResult {
  const notebook = readNotebook(text);
  if (!notebook.ok) return notebook;
  const { cells } = notebook;
  const top = edit.action === 'insert' && edit.cell === 0;
  const index = top ? -1 : findCell(cells, edit.cell);
  if (index === undefined) return { ok: false, message: noSuchCell(cells, edit.cell) };
  const known = cells[index];
  const marker =
    'source' in edit
      ? truncationMarker(edit.source ?? '', edit.action === 'replace' && known ? sourceText(known) : '')
      : undefined;
  if (marker !== undefined) return { ok: false, message: truncationMessage(marker) };

  const root = jsonTree(text);
  const list = lastValue(root, 'cells');
  const file: NotebookFile = { text, list, items: list?.items ?? [], style: jsonStyle(text, root) };
  if (edit.action === 'insert') {
    const withIds = notebook.minor >= 5 || cells.some(({ id }) => id !== undefined);
    return done(insert(file, index, newCell(edit, cells, withIds ? newId() : undefined)), index + 2, false);
  }
  const [cell, node] = [cells[index], file.items[index]];
  if (!cell || !node) throw new Error(`cell ${index} has no place in the text`);
  if (edit.action === 'delete') return done(remove(file, index), index + 1, false);

  const type = edit.cellType ?? cell.type;
  const sourceChanges = edit.source !== undefined && lineFeeds(edit.source) !== sourceText(cell);
  if (!sourceChanges && type === cell.type) {
    return { ok: false, message: `Cell ${index + 1} holds exactly this already, so nothing would change.` };
  }
  const source = sourceChanges && edit.source !== undefined ? sourceValue(edit.source, cell) : undefined;
  const dropped = cell.type === 'code' && cell.ran;
  return done(replace(file, node, type, source), index + 1, dropped);
}

interface NotebookFile {
  readonly text: string;
  readonly list: JsonNode | undefined;
  readonly items: readonly JsonNode[];
  readonly style: JsonStyle;
}

function done(text: string, number: number, dropped: boolean): NotebookResult {
  return { ok: true, text, number, dropped };
}

function findCell(cells: readonly NotebookCell[], wanted: number | string): number | undefined {
  const byId = cells.findIndex(({ id }) => id !== undefined && id === wanted);
  if (byId >= 0) return byId;
  const number = Number(wanted);
  return Number.isInteger(number) && number >= 1 && number <= cells.length ? number - 1 : undefined;
}

function noSuchCell(cells: readonly NotebookCell[], wanted: number | string): string {
  const count = cells.length === 1 ? 'one cell' : `${cells.length} cells`;
  return `There is no cell ${wanted}: the notebook has ${count}. Read it with read_file to see their numbers and ids.`;
}

function newCell(
  { cellType, source }: Extract<NotebookEdit, { action: 'insert' }>,
  cells: readonly NotebookCell[],
  id: string | undefined,
): JsonValue {
  const like = cells.find(({ source: known }) => Array.isArray(known)) ?? cells[0];
  return {
    cell_type: cellType,
    ...(cellType === 'code' ? { execution_count: null } : {}),
    ...(id === undefined ? {} : { id }),
    metadata: {},
    ...(cellType === 'code' ? { outputs: [] } : {}),
    source: sourceValue(source, like),
  };
}

/** A source as the cell has it: one string, or a list of lines with their ends. */
function sourceValue(source: string, like: NotebookCell | undefined): JsonValue {
  const text = lineFeeds(source);
  return typeof like?.source === 'string' ? text : splitLines(text);
}

function lineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function insert({ text, list, items, style }: NotebookFile, after: number, cell: JsonValue): string {
  const [first, second] = items;
  if (!first || !list) {
    const [start, end] = [list?.start ?? 0, list?.end ?? 0];
    return text.slice(0, start) + writeJson([cell], style, indentAt(text, start)) + text.slice(end);
  }
  const indent = indentAt(text, first.start);
  const ownLine = text.slice(list.start, first.start).includes('\n');
  const between = second
    ? text.slice(first.end, second.start)
    : style.comma + (ownLine ? (style.lineEnd ?? '\n') + indent : '');
  const written = writeJson(cell, style, indent);
  const before = items[after];
  if (before) return text.slice(0, before.end) + between + written + text.slice(before.end);
  return text.slice(0, first.start) + written + between + text.slice(first.start);
}

function remove({ text, list, items }: NotebookFile, index: number): string {
  const [before, node, after] = [items[index - 1], items[index], items[index + 1]];
  if (!node || !list) return text;
  if (before) return text.slice(0, before.end) + text.slice(node.end);
  if (after) return text.slice(0, node.start) + text.slice(after.start);
  return `${text.slice(0, list.start)}[]${text.slice(list.end)}`;
}

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function replace({ text, style }: NotebookFile, cell: JsonNode, type: CellType, source: JsonValue | undefined): string {
  const entries = cell.entries ?? [];
  const set = (key: string, value: JsonValue): Splice[] => {
    const node = lastValue(cell, key);
    if (!node) return [added(text, style, cell, key, value)];
    if (JSON.stringify(JSON.parse(text.slice(node.start, node.end))) === JSON.stringify(value)) return [];
    return [{ start: node.start, end: node.end, text: writeJson(value, style, indentAt(text, node.start)) }];
  };
  const drop = (key: string): Splice[] => {
    const index = entries.findIndex((entry) => entry.key === key);
    return index < 0 ? [] : [removed(entries, index)];
  };
  const ran = type === 'code' ? [...set('execution_count', null), ...set('outputs', [])] : [];
  const splices = [
    ...set('cell_type', type),
    ...(source === undefined ? [] : set('source', source)),
    ...ran,
    ...(type === 'code' ? drop('attachments') : [...drop('execution_count'), ...drop('outputs')]),
  ].sort((one, other) => one.start - other.start || one.end - other.end);
  let result = '';
  let at = 0;
  for (const splice of splices) {
    result += text.slice(at, splice.start) + splice.text;
    at = splice.end;
  }
  return result + text.slice(at);
}

/** An entry goes with the separator before it; the first ones with the separator after them. */
function removed(entries: readonly JsonEntry[], index: number): Splice {
  const [before, entry, after] = [entries[index - 1], entries[index], entries[index + 1]];
  if (before) return { start: before.value.end, end: entry?.value.end ?? 0, text: '' };
  return { start: entry?.start ?? 0, end: after?.start ?? entry?.value.end ?? 0, text: '' };
}

/** A new entry, at its place in the alphabet as Jupyter orders them. */
function added(text: string, style: JsonStyle, cell: JsonNode, key: string, value: JsonValue): Splice {
  const entries = cell.entries ?? [];
  const before = entries.findLast((entry) => entry.key < key) ?? entries[0];
  const [first, second] = entries;
  if (!before || !first) throw new Error('a cell without entries');
  const indent = indentAt(text, first.start);
  const between = second ? text.slice(first.value.end, second.start) : style.comma;
  const written = writeJson(key, style, '') + style.colon + writeJson(value, style, indent);
  return { start: before.value.end, end: before.value.end, text: between + written };
}

/** The last value of a key, which is the one that counts. */
function lastValue(node: JsonNode, key: string): JsonNode | undefined {
  return node.entries?.findLast((entry) => entry.key === key)?.value;
}
