import { l10n } from 'vscode';
import { type Comparison, compareVariants, type Estimate } from '../agent/outcomes/compareVariants.ts';
import { fewestValues } from '../agent/outcomes/intervals.ts';
import type { SessionStore } from '../agent/ports.ts';
import type { Usage } from '../protocol/content.ts';
import { markdownTable } from './markdownTable.ts';
import { type ReadOnlyDocument, registerReadOnlyDocument } from './readOnlyDocument.ts';

export interface VariantSources {
  readonly store: SessionStore;
  readonly costOf: (usage: Usage, model: string) => number | undefined;
}

/** What came of the project's sessions by flag and variant of the prompt, as a read-only document. */
export function registerVariants(sources: () => Promise<VariantSources>): ReadOnlyDocument {
  return registerReadOnlyDocument('belay-variants', `${l10n.t('Belay variants')}.md`, async () => {
    const { store, costOf } = await sources();
    const compare = compareVariants(costOf);
    for (const { sessionId } of await store.list('')) compare.add(await store.read(sessionId));
    return variantsMarkdown(compare.list());
  });
}

function variantsMarkdown(comparisons: readonly Comparison[]): string {
  const title = `# ${l10n.t('What came of this project’s sessions, by flag and variant of the prompt')}`;
  if (comparisons.length === 0) return `${title}\n\n${l10n.t('There are none with an answer yet.')}\n`;
  const legend = [
    l10n.t(
      'In brackets: 95 % confidence interval (means: bootstrap over sessions; shares: Wilson, allowing for sessions that differ). Differences are against the first column; * marks those whose interval leaves out zero. With so many compared at once, about one in twenty does so by chance.',
    ),
    l10n.t('Nothing is said of fewer than {0} sessions, and little can be concluded below some thirty.', fewestValues),
  ];
  return `${[title, ...comparisons.map(comparisonText), ...legend].join('\n\n')}\n`;
}

function comparisonText({ name, arms }: Comparison): string {
  const title = name === 'all' ? l10n.t('All sessions, made alike') : `\`${name}\``;
  const labels: Readonly<Record<string, string>> = {
    steps: l10n.t('Steps, mean'),
    tokens: l10n.t('Tokens, mean'),
    cost: l10n.t('Cost in $, mean'),
    approvalsAsked: l10n.t('Approvals asked, mean'),
    approvalsRefused: l10n.t('Approvals refused'),
    hunksRejected: l10n.t('Changes rejected'),
    callsFailed: l10n.t('Calls failed'),
    turnsFailed: l10n.t('Turns failed'),
    thumbsUp: l10n.t('Thumbs up'),
  };
  const estimates = arms[0]?.estimates ?? [];
  const rows = [
    ['', ...arms.flatMap((arm, index) => (index === 0 ? [arm.name] : [arm.name, l10n.t('Difference')]))],
    [
      l10n.t('Sessions'),
      ...arms.flatMap((arm, index) => (index === 0 ? [`${arm.sessions}`] : [`${arm.sessions}`, ''])),
    ],
    ...estimates.map(({ measure }) => [
      labels[measure] ?? measure,
      ...arms.flatMap((arm, index) => {
        const found = arm.estimates.find((one) => one.measure === measure);
        return index === 0 ? [valueText(found)] : [valueText(found), differenceText(found)];
      }),
    ]),
  ];
  return `## ${title}\n\n${markdownTable(rows, 1)}`;
}

function valueText(estimate: Estimate | undefined): string {
  if (estimate?.value === undefined) return '–';
  const { value, interval, unit } = estimate;
  const range = interval ? `[${number(interval.low, unit)}, ${number(interval.high, unit)}]` : l10n.t('[too few]');
  return `${number(value, unit)} ${range}`;
}

function differenceText(estimate: Estimate | undefined): string {
  if (!estimate?.difference) return l10n.t('too few');
  const { unit, difference } = estimate;
  const { value, low, high } = difference;
  const sign = value > 0 ? '+' : '';
  return `${sign}${number(value, unit)} [${number(low, unit)}, ${number(high, unit)}]${low > 0 || high < 0 ? ' \\*' : ''}`;
}

function number(value: number, unit: Estimate['unit']): string {
  if (unit === 'share') return `${(value * 100).toFixed(1)} %`;
  if (unit === 'dollars') return value.toFixed(3);
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1);
}
