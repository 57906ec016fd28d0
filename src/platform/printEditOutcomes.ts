import { type EditOutcomes, fittingShare, total, weakEditTools } from '../protocol/editOutcomes.ts';
import { printTable } from './printTable.ts';
import { plain, print } from './terminal.ts';

const columns = ['applied', 'repaired', 'partly', 'refused', 'rejected', 'other'] as const;

/** What became of edits, per model and tool: a table, or one line of JSON for each row. */
export function printEditOutcomes(outcomes: readonly EditOutcomes[], json: boolean): void {
  if (json) {
    for (const one of outcomes) print(JSON.stringify({ ...one, fitting: fittingShare([one]) ?? null }));
    return;
  }
  if (outcomes.length === 0) {
    print('No edits yet in the sessions of this project.');
    return;
  }
  const rows = [
    ['model', 'tool', 'calls', ...columns, 'fitting'],
    ...outcomes.map((one) => [
      one.model,
      one.tool,
      ...[total(one), ...columns.map((column) => one[column])].map(String),
      percent(fittingShare([one])),
    ]),
  ];
  printTable(rows, 2);
  for (const { model, tools, fitted, calls, instead } of weakEditTools(outcomes)) {
    print(
      plain(
        `\n${model}: only ${percent(fitted)} of its ${calls} calls of ${tools.join(' and ')} fitted. The setting belay.editTools with the value ${instead} (or both) may suit it better.`,
      ),
    );
  }
}

function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${Math.round(share * 100)} %`;
}
