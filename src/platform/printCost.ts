import { usedInWords } from '../agent/budget/underBudget.ts';
import type { Amount, CostOf, CostReport, DayCost, TokensOf } from '../protocol/costReport.ts';
import { printTable } from './printTable.ts';
import { type BreakWords, dollars, plain, print } from './terminal.ts';

/** What a session cost, as tables or as one line of JSON. */
export function printCost(report: CostReport, json: boolean, wordsOf: BreakWords): void {
  if (json) print(asJson({ ...report, breaks: report.breaks.map((one) => ({ ...one, cost: one.cost ?? null })) }));
  else printTables(report, wordsOf);
}

function printTables(report: CostReport, wordsOf: BreakWords): void {
  print(plain(`${report.title || report.sessionId}: ${costText(report.total)}\n`));
  printAmounts('Turn', report.turns);
  printAmounts('Model', report.models);
  if (report.agents.length > 1) printAmounts('Agent', report.agents);
  printAmounts(
    'For',
    report.purposes.map((one) => ({ ...one, name: `${one.name} (${one.models.join(', ')})` })),
  );
  printTokens('Part of the input', report.sections);
  printTokens('Tool, of the input', report.tools);
  if (report.breaks.length > 0) {
    printTable(
      [
        ['Cache break', 'what changed', 'tokens', 'cost'],
        ...report.breaks.map(({ vector, changed, tokens, cost }) => [
          wordsOf(vector),
          changed.split('\n', 1)[0]?.slice(0, 60) ?? '',
          whole(tokens),
          dollars(cost),
        ]),
      ],
      2,
    );
    print('');
  }
  print(`${plain(budgetText(report.budget))}\n`);
  for (const { name, price } of report.models) {
    if (!price) print(plain(`${name}: its price is not known.`));
    else {
      const { input, output, source, read } = price;
      print(plain(`${name}: $${input} in, $${output} out per million tokens (${source}, read ${read}).`));
    }
  }
}

function budgetText(budget: CostReport['budget']): string {
  const held = budget.flatMap(({ limit, ...line }) => (limit === undefined ? [] : [usedInWords({ ...line, limit })]));
  return held.length === 0 ? 'Budget: no limit.' : `Budget, used and allowed: ${held.join('; ')}.`;
}

/** What each day cost over all sessions of the machine. */
export function printDays(days: readonly DayCost[], json: boolean): void {
  if (json) print(asJson({ days }));
  else if (days.length === 0) print('No session on this machine yet.');
  else printAmounts('Day', days);
}

/** Where nothing of a cost is known it is `null`; where a part is, the least that it was, beside the count `unpriced`. */
function asJson(value: object): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || !('unpriced' in part) || part.unpriced === 0) return part;
    const unknown = Object.entries(part).filter(([name, amount]) => ['cost', 'used'].includes(name) && amount === 0);
    return { ...part, ...Object.fromEntries(unknown.map(([name]) => [name, null])) };
  });
}

/** A sum with an unknown part says so. */
export function costText({ cost, unpriced }: Amount): string {
  if (unpriced === 0) return dollars(cost);
  const requests = unpriced === 1 ? '1 request' : `${unpriced} requests`;
  return cost === 0 ? `unknown (${requests})` : `at least ${dollars(cost)}, ${requests} of unknown price`;
}

function printAmounts(title: string, list: readonly CostOf[]): void {
  if (list.length === 0) return;
  printTable(
    [
      [title, 'requests', 'input', 'cache read', 'cache write', 'of it 1 h', 'output', 'cost'],
      ...list.map((one) => [
        one.name.slice(0, 50),
        whole(one.requests),
        whole(one.input),
        whole(one.cacheRead),
        whole(one.cacheWrite),
        whole(one.cacheWrite1h),
        whole(one.output),
        costText(one),
      ]),
    ],
    1,
  );
  print('');
}

function printTokens(title: string, list: readonly TokensOf[]): void {
  if (list.length === 0) return;
  printTable([[title, 'tokens'], ...list.map(({ name, tokens }) => [name, whole(tokens)])], 1);
  print('');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
