import type { ToolContext } from '../../src/agent/tool.ts';
import { type Replacement, replaceText } from '../../src/edits/replace.ts';
import { multiEdit } from '../../src/tools/files/multiEdit.ts';
import type { Row } from './rows.mts';

const runs = 7;

/** What finding and replacing text costs in large files: to the letter, repaired, refused, and a thousand times. */
export async function measureEdits(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [count, goals] of [
    [5000, [5, 30, 30]],
    [100_000, [50, 300, 300]],
  ] as const) {
    const text = linesOf(count, 0, file);
    const named = count.toLocaleString('en');
    const at = Math.floor(count * 0.9);
    const last = (block: string): string => block.replace('options)', 'options, more)');
    const exact = linesOf(20, at, file);
    const near = linesOf(20, at, sent);
    rows.push(
      await row(`exact replacement, ${named} lines`, goals[0], true, () =>
        made(text, { oldText: exact, newText: last(exact) }),
      ),
      await row(`repaired replacement (3 causes), ${named} lines`, goals[1], true, () =>
        made(text, { oldText: near, newText: last(near) }),
      ),
      await row(`refusal with the closest place, ${named} lines`, goals[2], false, () =>
        made(text, { oldText: `${exact}  return other;\n`, newText: 'x' }),
      ),
    );
  }
  const text = linesOf(5000, 0, file);
  const thousand = linesOf(1000, 0, () => '  call("x");\n') + text;
  const edits = Array.from({ length: 1000 }, (_, index) => ({
    oldText: file(index * 5),
    newText: `${file(index * 5)}  added();\n`,
  }));
  rows.push(
    await row('1,000 places of one replaceAll, 6,000 lines', 50, true, () =>
      made(thousand, { oldText: 'call("x")', newText: 'call("y")', replaceAll: true }),
    ),
    await row('1,000 places of one repaired replaceAll, 6,000 lines', 100, true, () =>
      made(thousand, { oldText: 'call(“x”)', newText: 'call(“y”)', replaceAll: true }),
    ),
    await row('1,000 edits in one multi_edit, 5,000 lines', 1000, true, () => together(text, edits)),
  );
  return rows;
}

const file = (line: number): string => `\tconst value${line} = compute("${line}", options);\n`;
/** As a model may send it: spaces for the tab, typographic quotes, white space at the end. */
const sent = (line: number): string => `    const value${line} = compute(“${line}”, options);  \n`;

function linesOf(count: number, first: number, line: (number: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(first + index)).join('');
}

function made(text: string, edit: Replacement): boolean {
  return replaceText(text, edit).ok;
}

async function together(text: string, edits: readonly Replacement[]): Promise<boolean> {
  if (multiEdit.kind !== 'edit') return false;
  const context: Pick<ToolContext, 'resolve' | 'display' | 'seen'> & { files: object } = {
    resolve: (path) => path,
    display: (path) => path,
    seen: () => 'hash',
    files: {
      stat: async () => ({ type: 'file', size: text.length, mtimeMs: 0 }),
      readText: async () => ({ text, hash: 'hash', unsaved: false }),
    },
  };
  const input = multiEdit.input.parse({ path: '/a.ts', edits });
  const { changes } = await multiEdit.propose(input, context as unknown as ToolContext);
  return changes.length === 1;
}

/** The median of some runs; `expected` is whether the replacement has to come about. */
async function row(name: string, goal: number, expected: boolean, run: () => boolean | Promise<boolean>): Promise<Row> {
  const times: number[] = [];
  let right = true;
  for (let count = 0; count < runs; count++) {
    const started = performance.now();
    right &&= (await run()) === expected;
    times.push(performance.now() - started);
  }
  const value = times.sort((a, b) => a - b)[Math.floor(runs / 2)];
  return { name, value, unit: 'ms', goal, failed: !right };
}
