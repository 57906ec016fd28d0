import { type ReactNode, useCallback, useMemo } from 'react';
import type { CostReport } from '../../src/protocol/costReport.ts';
import { formatTokens } from '../amounts.ts';
import { isKnown, longCost, shortCost } from '../costText.ts';
import { t } from '../strings.ts';
import { costTick, hitRatio, percent } from './amountText.ts';
import { drawSteps, type Point } from './draw.ts';
import { Picture } from './Picture.tsx';
import { Section, type Table } from './Section.tsx';

interface Props {
  readonly report: CostReport;
}

/** The cost as it adds up over the requests of a session. No line where no price is known: it would lie on zero. */
export function StepSection({ report }: Props): ReactNode {
  const { requests, total } = report;
  const points = useMemo(() => costPoints(requests), [requests]);
  const label = t('cost.stepsPicture', { cost: longCost(total), count: requests.length });
  const draw = useCallback((width: number) => drawSteps(points, { label, width, format: costTick }), [points, label]);
  const known = isKnown(total);
  return (
    <Section title={t('cost.steps')} note={t(known ? 'cost.stepsNote' : 'cost.notKnown')} table={stepTable(requests)}>
      {known ? <Picture draw={draw} /> : null}
    </Section>
  );
}

/** The share of each request's input that came from the cache. */
export function HitSection({ report }: Props): ReactNode {
  const { requests, total } = report;
  const points = useMemo(() => hitPoints(requests), [requests]);
  const label = t('cost.hitsPicture', { percent: percent(hitRatio(total)) });
  const draw = useCallback(
    (width: number) => drawSteps(points, { label, width, format: percent, most: 1 }),
    [points, label],
  );
  const table: Table = {
    head: [t('cost.request'), t('cost.hitRatio'), t('cost.cacheRead')],
    rows: requests.map(({ event, amount }, index) => ({
      id: event,
      cells: [String(index + 1), percent(hitRatio(amount)), formatTokens(amount.cacheRead)],
    })),
  };
  return (
    <Section title={t('cost.hits')} note={t('cost.hitsNote')} table={table}>
      <Picture draw={draw} />
    </Section>
  );
}

function costPoints(requests: CostReport['requests']): Point[] {
  let sum = { cost: 0, unpriced: 0 };
  return requests.map(({ by, amount }, index) => {
    sum = { cost: sum.cost + amount.cost, unpriced: sum.unpriced + amount.unpriced };
    const words = { at: index + 1, for: t(`cost.by.${by}`), cost: shortCost(amount), sum: shortCost(sum) };
    return { at: index + 1, value: sum.cost, known: amount.unpriced === 0, title: t('cost.stepLabel', words) };
  });
}

/** A request of which no input is known has no ratio and no point. */
function hitPoints(requests: CostReport['requests']): Point[] {
  return requests.flatMap(({ amount }, index) => {
    const value = hitRatio(amount);
    if (value === undefined) return [];
    const title = t('cost.hitLabel', { at: index + 1, percent: percent(value) });
    return [{ at: index + 1, value, known: true, title }];
  });
}

function stepTable(requests: CostReport['requests']): Table {
  return {
    head: [
      t('cost.request'),
      t('cost.for'),
      t('cost.model'),
      t('cost.input'),
      t('cost.cacheRead'),
      t('cost.cacheWrite'),
      t('cost.cacheWrite1h'),
      t('cost.output'),
      t('cost.total'),
    ],
    words: [1, 2],
    rows: requests.map(({ event, by, model, amount }, index) => ({
      id: event,
      cells: [
        String(index + 1),
        t(`cost.by.${by}`),
        model,
        formatTokens(amount.input),
        formatTokens(amount.cacheRead),
        formatTokens(amount.cacheWrite - amount.cacheWrite1h),
        formatTokens(amount.cacheWrite1h),
        formatTokens(amount.output),
        shortCost(amount),
      ],
    })),
  };
}
