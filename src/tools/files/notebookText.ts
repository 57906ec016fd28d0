import * as z from 'zod';
import { ToolError } from '../../agent/tool.ts';

const Text = z
  .union([z.string(), z.array(z.string())])
  .transform((text) => (typeof text === 'string' ? text : text.join('')));

/** The parts of the notebook format (nbformat 4) that are worth reading. */
const Output = z.object({
  text: Text.optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  ename: z.string().optional(),
  evalue: z.string().optional(),
});
const Notebook = z.object({
  cells: z.array(
    z.object({ cell_type: z.string(), id: z.string().optional(), source: Text, outputs: z.array(Output).optional() }),
  ),
});

const maxOutput = 2000;

/** A Jupyter notebook as text: each cell under a heading with its number and id, and its textual output. Throws `ToolError` for other JSON. */
export function notebookText(json: string): string {
  const parsed = Notebook.safeParse(parseJson(json));
  if (!parsed.success) {
    throw new ToolError(
      'This is not a notebook in format 4, so its cells cannot be read. Read it with grep if you need its raw text.',
    );
  }
  return parsed.data.cells
    .map(({ cell_type, id, source, outputs = [] }, index) => {
      const shown = outputs.map(outputText).filter((text) => text !== '');
      const output = shown.length > 0 ? `\n--- output\n${shown.join('\n')}` : '';
      return `=== cell ${index + 1} (${cell_type}${id === undefined ? '' : `, id ${id}`})\n${source}${output}`;
    })
    .join('\n\n');
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new ToolError('The notebook is not valid JSON.', { cause: error });
  }
}

function outputText({ text, data, ename, evalue }: z.infer<typeof Output>): string {
  const plain = Text.safeParse(data?.['text/plain']);
  const pictures = Object.keys(data ?? {}).filter((type) => type.startsWith('image/'));
  const parts = [
    text,
    plain.success ? plain.data : undefined,
    ename && `${ename}: ${evalue ?? ''}`,
    ...pictures.map((type) => `[${type}]`),
  ];
  const whole = parts
    .filter((part) => part !== undefined && part !== '')
    .join('\n')
    .trimEnd();
  return whole.length <= maxOutput
    ? whole
    : `${whole.slice(0, maxOutput)}\n[cut: ${whole.length - maxOutput} more characters of output]`;
}
