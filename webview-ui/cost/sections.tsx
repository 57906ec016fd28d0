import { type ReactNode, useCallback, useMemo } from 'react';
import type { BudgetLine, CacheBreak, CostOf, DayCost, ModelCost, TokensOf } from '../../src/protocol/costReport.ts';
import { formatCost, formatMeasure, formatTokens } from '../amounts.ts';
import { isKnown, shortCost, usedText } from '../costText.ts';
import { t } from '../strings.ts';
import { costTick, hitRatio, percent } from './amountText.ts';
import { type Bar, drawBars, drawDays } from './draw.ts';
import { Picture } from './Picture.tsx';
import { Section, type Table } from './Section.tsx';

/** More bars than this are in the table only. */
const mostBars = 20;

/** Tokens by what they were, the largest first. */
export function TokenSection(props: {
  readonly title: string;
  readonly note: string;
  readonly part: 'cost.part' | 'cost.tool';
  readonly list: readonly TokensOf[];
}): ReactNode {
  const { title, note, part, list } = props;
  const bars = useMemo(
    () => list.slice(0, mostBars).map(({ name, tokens }) => ({ name, value: tokens, mark: formatTokens(tokens) })),
    [list],
  );
  if (list.length === 0) return null;
  const all = list.reduce((sum, { tokens }) => sum + tokens, 0);
  const table: Table = {
    head: [t(part), t('cost.tokens'), t('cost.share')],
    rows: list.map(({ name, tokens }) => ({
      id: name,
      cells: [name, formatTokens(tokens), percent(all === 0 ? undefined : tokens / all)],
    })),
  };
  return (
    <Section title={title} note={note} table={table}>
      <Bars bars={bars} />
    </Section>
  );
}

/** What requests cost by a name; models with their price, its day and its source. */
export function AmountSection(props: {
  readonly title: string;
  readonly part: 'cost.model' | 'cost.turn' | 'cost.for' | 'cost.agent';
  /** `inTable` is a longer name, for which there is no room beside a bar. */
  readonly list: readonly ((CostOf | ModelCost) & { readonly inTable?: string })[];
}): ReactNode {
  const { title, part, list } = props;
  const named = useMemo(() => distinct(list), [list]);
  const bars = useMemo(
    () => named.slice(-mostBars).map((one) => (part === 'cost.model' ? tokenBar(one) : costBar(one))),
    [named, part],
  );
  if (list.length === 0) return null;
  const table = amountTable(
    t(part),
    named.map((one) => ({ ...one, name: one.inTable ?? one.name })),
  );
  return (
    <Section
      title={title}
      {...(part === 'cost.model' ? { note: t('cost.modelsNote') } : {})}
      table={part === 'cost.model' ? withPrices(table, named) : table}
    >
      <Bars bars={bars} />
    </Section>
  );
}

function costBar(one: CostOf): Bar {
  return { name: one.name, value: one.cost, mark: shortCost(one) };
}

/** By tokens, which are known of models without a price too. */
function tokenBar(one: CostOf): Bar {
  const tokens = one.input + one.cacheRead + one.cacheWrite + one.output;
  return { name: one.name, value: tokens, mark: `${formatTokens(tokens)}, ${shortCost(one)}` };
}

/** Turns may begin with the same words. */
function distinct<T extends CostOf>(list: readonly T[]): T[] {
  const seen = new Map<string, number>();
  return list.map((one) => {
    const count = (seen.get(one.name) ?? 0) + 1;
    seen.set(one.name, count);
    return count === 1 ? one : { ...one, name: `${one.name} (${count})` };
  });
}

function amountTable(name: string, list: readonly CostOf[]): Table {
  return {
    head: [
      name,
      t('cost.requests'),
      t('cost.input'),
      t('cost.cacheRead'),
      t('cost.cacheWrite'),
      t('cost.cacheWrite1h'),
      t('cost.output'),
      t('cost.hitRatio'),
      t('cost.total'),
    ],
    rows: list.map((one) => ({
      id: one.name,
      cells: [
        one.name,
        String(one.requests),
        formatTokens(one.input),
        formatTokens(one.cacheRead),
        formatTokens(one.cacheWrite - one.cacheWrite1h),
        formatTokens(one.cacheWrite1h),
        formatTokens(one.output),
        percent(hitRatio(one)),
        shortCost(one),
      ],
    })),
  };
}

function withPrices({ head, rows }: Table, list: readonly (CostOf | ModelCost)[]): Table {
  return {
    head: [...head, t('cost.price'), t('cost.priceFrom')],
    words: [head.length, head.length + 1],
    rows: rows.map(({ id, cells }, index) => {
      const one = list[index];
      const price = one && 'price' in one ? one.price : undefined;
      const told = price
        ? [
            t('cost.priceText', { input: formatCost(price.input), output: formatCost(price.output) }),
            t('cost.priceSource', { read: price.read, source: price.source }),
          ]
        : [t('cost.priceUnknown'), ''];
      return { id, cells: [...cells, ...told] };
    }),
  };
}

/** What each break of the prompt cache cost, by its cause. */
export function BreakSection(props: { readonly breaks: readonly CacheBreak[]; readonly locale: string }): ReactNode {
  const { breaks, locale } = props;
  const bars = useMemo(() => breakBars(breaks), [breaks]);
  const table: Table = {
    head: [t('cost.time'), t('cost.cause'), t('cost.tokens'), t('cost.total')],
    words: [1],
    rows: breaks.map(({ time, vector, tokens, cost }, index) => ({
      id: `${time} ${index}`,
      cells: [new Date(time).toLocaleTimeString(locale), vector, formatTokens(tokens), costOrUnknown(cost)],
    })),
  };
  return (
    <Section title={t('cost.breaks')} note={t(breaks.length === 0 ? 'cost.noBreaks' : 'cost.breaksNote')} table={table}>
      {breaks.length === 0 ? null : <Bars bars={bars} />}
    </Section>
  );
}

/** By tokens, which are always known; what they cost is written beside. */
function breakBars(breaks: readonly CacheBreak[]): Bar[] {
  const sums = new Map<string, { tokens: number; cost: number; unpriced: number }>();
  for (const { vector, tokens, cost } of breaks) {
    const sum = sums.get(vector) ?? { tokens: 0, cost: 0, unpriced: 0 };
    sums.set(vector, {
      tokens: sum.tokens + tokens,
      cost: sum.cost + (cost ?? 0),
      unpriced: sum.unpriced + (cost === undefined ? 1 : 0),
    });
  }
  return [...sums]
    .sort(([, one], [, other]) => other.tokens - one.tokens)
    .map(([name, sum]) => ({ name, value: sum.tokens, mark: `${formatTokens(sum.tokens)}, ${shortCost(sum)}` }));
}

/** What is used of each limit. */
export function BudgetSection({ budget }: { readonly budget: readonly BudgetLine[] }): ReactNode {
  const table: Table = {
    head: [t('cost.budget'), t('cost.used'), t('cost.limit')],
    rows: budget.map(({ measure, limit, ...used }) => ({
      id: measure,
      cells: [
        t(`budget.${measure}`),
        usedText({ measure, ...used }),
        limit === undefined ? t('cost.noLimit') : formatMeasure(measure, limit),
      ],
    })),
  };
  return <Section title={t('cost.budget')} table={table} open />;
}

/** What each day cost over all sessions of the machine. */
export function DaySection({ days }: { readonly days: readonly DayCost[] | undefined }): ReactNode {
  const bars = useMemo(
    () => (days ?? []).slice(-60).map((day) => ({ name: day.name, value: day.cost, mark: shortCost(day) })),
    [days],
  );
  const label = picture(bars);
  const draw = useCallback((width: number) => drawDays(bars, { label, width, format: costTick }), [bars, label]);
  if (!days || days.length === 0) {
    return (
      <section aria-label={t('cost.days')}>
        <h2>{t('cost.days')}</h2>
        <p className="quiet">{t(days ? 'cost.noDays' : 'cost.daysLoading')}</p>
      </section>
    );
  }
  const known = days.some(isKnown);
  return (
    <Section
      title={t('cost.days')}
      {...(known ? {} : { note: t('cost.notKnown') })}
      table={amountTable(t('cost.day'), [...days].reverse())}
    >
      {known ? <Picture draw={draw} /> : null}
    </Section>
  );
}

function Bars({ bars }: { readonly bars: readonly Bar[] }): ReactNode {
  const label = picture(bars);
  const draw = useCallback((width: number) => drawBars(bars, { label, width }), [bars, label]);
  return <Picture draw={draw} />;
}

function picture(bars: readonly Bar[]): string {
  return t('cost.barsPicture', { parts: bars.map(({ name, mark }) => `${name} ${mark}`).join('; ') });
}

function costOrUnknown(cost: number | undefined): string {
  return cost === undefined ? t('status.costUnknown') : formatCost(cost);
}
