/** What is known of a cell. `ran`: it has outputs or an execution count. */
export interface NotebookCell {
  readonly type: 'code' | 'markdown' | 'raw';
  readonly id: string | undefined;
  readonly source: string | readonly string[];
  readonly ran: boolean;
}

export type ReadNotebook =
  | { readonly ok: true; readonly minor: number; readonly cells: readonly NotebookCell[] }
  | { readonly ok: false; readonly message: string };

/** Reads the text of a notebook in format 4. What is no such notebook is answered with a sentence that says why. */
export function readNotebook(text: string): ReadNotebook {
  const parsed = parse(text);
  if ('message' in parsed) return { ok: false, message: `The notebook is not valid JSON (${parsed.message}).` };
  const { value } = parsed;
  if (!isRecord(value)) return { ok: false, message: 'This is no notebook: its JSON is not an object.' };
  const { nbformat, nbformat_minor: minor, cells, worksheets } = value;
  if (typeof nbformat !== 'number' && !Array.isArray(cells)) {
    return { ok: false, message: 'This is no notebook: it names no format and has no cells.' };
  }
  if ((typeof nbformat === 'number' && nbformat < 4) || worksheets !== undefined) {
    return {
      ok: false,
      message: `The notebook is in the old format ${String(nbformat)}; only format 4 can be edited. Convert it first, for example with: jupyter nbconvert --to notebook --nbformat 4 --inplace.`,
    };
  }
  if (typeof nbformat === 'number' && nbformat > 4) {
    return {
      ok: false,
      message: `The notebook is in format ${nbformat}, which Belay does not know; it edits format 4.`,
    };
  }
  if (!Array.isArray(cells)) return { ok: false, message: 'The notebook has no list of cells.' };
  const read: NotebookCell[] = [];
  for (const [index, cell] of cells.entries()) {
    const known = readCell(cell);
    if (!known)
      return { ok: false, message: `Cell ${index + 1} of the notebook is broken: it has no type or no source.` };
    read.push(known);
  }
  return { ok: true, minor: typeof minor === 'number' ? minor : 0, cells: read };
}

/** The source of a cell as one text. */
export function sourceText({ source }: NotebookCell): string {
  return typeof source === 'string' ? source : source.join('');
}

function parse(text: string): { readonly value: unknown } | { readonly message: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
}

function readCell(cell: unknown): NotebookCell | undefined {
  if (!isRecord(cell)) return undefined;
  const { cell_type: type, id, source, outputs, execution_count: count } = cell;
  if (type !== 'code' && type !== 'markdown' && type !== 'raw') return undefined;
  const lines = typeof source === 'string' ? source : isTexts(source) ? source : undefined;
  if (lines === undefined) return undefined;
  const ran = (Array.isArray(outputs) && outputs.length > 0) || typeof count === 'number';
  return { type, id: typeof id === 'string' ? id : undefined, source: lines, ran };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((line) => typeof line === 'string');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
