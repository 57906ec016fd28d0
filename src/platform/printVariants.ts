import { type Comparison, compareVariants, type Estimate } from '../agent/outcomes/compareVariants.ts';
import { fewestValues } from '../agent/outcomes/intervals.ts';
import type { SessionStore } from '../agent/ports.ts';
import type { Usage } from '../protocol/content.ts';
import { printTable } from './printTable.ts';
import { plain, print } from './terminal.ts';

const labels: Readonly<Record<string, string>> = {
  steps: 'steps, mean',
  tokens: 'tokens, mean',
  cost: 'cost in $, mean',
  approvalsAsked: 'approvals asked, mean',
  approvalsRefused: 'approvals refused',
  hunksRejected: 'hunks rejected',
  callsFailed: 'calls failed',
  turnsFailed: 'turns failed',
  thumbsUp: 'thumbs up',
};

/** `belay variants`: what came of the sessions of a project, by flag and variant; a table each, or a line of JSON each. */
export async function printVariants(
  store: SessionStore,
  costOf: (usage: Usage, model: string) => number | undefined,
  json: boolean,
): Promise<void> {
  const compare = compareVariants(costOf);
  for (const { sessionId } of await store.list('')) compare.add(await store.read(sessionId));
  const comparisons = compare.list();
  if (json) {
    for (const comparison of comparisons) print(JSON.stringify(comparison));
    return;
  }
  if (comparisons.length === 0) {
    print('No sessions with an answer yet in this project.');
    return;
  }
  for (const comparison of comparisons) printComparison(comparison);
  print(
    `\nIn brackets: 95 % confidence interval (means: bootstrap over sessions; shares: Wilson, allowing for sessions that differ). Differences are against ${plain(comparisons[0]?.arms[0]?.name ?? '')} and the like, the first column; * marks those whose interval leaves out zero. With so many compared at once, about one in twenty does so by chance.`,
  );
  print(`Nothing is said of fewer than ${fewestValues} sessions, and little can be concluded below some thirty.`);
}

function printComparison({ name, arms }: Comparison): void {
  print(plain(`\n${name === 'all' ? 'All sessions, made alike' : name}`));
  const measures = arms[0]?.estimates.map(({ measure }) => measure) ?? [];
  const find = (index: number, measure: string): Estimate | undefined =>
    arms[index]?.estimates.find((one) => one.measure === measure);
  printTable(
    [
      ['', ...arms.flatMap((arm, index) => (index === 0 ? [arm.name] : [arm.name, 'difference']))],
      ['sessions', ...arms.flatMap((arm, index) => (index === 0 ? [`${arm.sessions}`] : [`${arm.sessions}`, '']))],
      ...measures.map((measure) => [
        labels[measure] ?? measure,
        ...arms.flatMap((_, index) => {
          const found = find(index, measure);
          return index === 0 ? [valueText(found)] : [valueText(found), differenceText(found)];
        }),
      ]),
    ],
    1,
  );
}

function valueText(estimate: Estimate | undefined): string {
  if (estimate?.value === undefined) return '–';
  const { value, interval, unit } = estimate;
  const range = interval ? ` [${number(interval.low, unit)}, ${number(interval.high, unit)}]` : ' [too few]';
  return `${number(value, unit)}${range}`;
}

function differenceText(estimate: Estimate | undefined): string {
  if (!estimate?.difference) return 'too few';
  const { unit, difference } = estimate;
  const { value, low, high } = difference;
  const sign = value > 0 ? '+' : '';
  return `${sign}${number(value, unit)} [${number(low, unit)}, ${number(high, unit)}]${low > 0 || high < 0 ? ' *' : ''}`;
}

function number(value: number, unit: Estimate['unit']): string {
  if (unit === 'share') return `${(value * 100).toFixed(1)} %`;
  if (unit === 'dollars') return value.toFixed(3);
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1);
}
