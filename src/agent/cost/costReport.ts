import type { Amounts } from '../../protocol/costEvents.ts';
import type { CacheBreak, CostReport, ModelCost } from '../../protocol/costReport.ts';
import type { Event } from '../../protocol/events.ts';
import { budgetLines, usedBy } from '../budget/used.ts';
import { type Price, requestsOf, sum, sumBy } from './requests.ts';
import { sharesOf } from './shares.ts';

export interface ReportFacts {
  readonly price: Price;
  /** Prices of a model per million tokens, and where they were read; `undefined` where they are not known. */
  readonly priceNote: (model: string) => ModelCost['price'];
  /** The limits before the person raised any. */
  readonly limits: Amounts;
}

/** What a session cost, from its events alone. */
export function costReport(events: readonly Event[], { price, priceNote, limits }: ReportFacts): CostReport {
  const requests = requestsOf(events, price);
  const { sections, byTool } = sharesOf(events);
  const texts = new Map(
    events.flatMap((event) =>
      event.type === 'user' && !event.steering ? [[event.turn, event.text.split('\n', 1)[0] ?? ''] as const] : [],
    ),
  );
  const ofTurns = requests.filter(({ turn }) => turn !== undefined);
  return {
    sessionId: events.find((event) => event.type === 'session')?.sessionId ?? '',
    title: titleIn(events) ?? [...texts.values()][0] ?? '',
    total: sum(requests.map(({ amount }) => amount)),
    turns: sumBy(ofTurns, ({ turn }) => turn ?? '').map((one) => ({
      ...one,
      turn: one.name,
      name: texts.get(one.name) ?? one.name,
    })),
    requests,
    agents: sumBy(requests, ({ agent }) => agent),
    models: sumBy(requests, ({ model }) => model).map((one) => ({ ...one, price: priceNote(one.name) })),
    purposes: sumBy(requests, ({ by }) => by).map((one) => ({
      ...one,
      models: [...new Set(requests.flatMap(({ by, model }) => (by === one.name ? [model] : [])))],
    })),
    sections,
    tools: byTool,
    breaks: events.flatMap((event) => breakOf(event) ?? []),
    budget: budgetLines(usedBy(events, price), limits),
  };
}

/** The last title that the session was given. */
export function titleIn(events: readonly Event[]): string | undefined {
  const titled = events.findLast((event) => event.type === 'setting' && event.title !== undefined);
  return titled?.type === 'setting' ? titled.title : undefined;
}

function breakOf(event: Event): CacheBreak | undefined {
  if (event.type !== 'cacheBreak') return undefined;
  const { time, vector, changed, tokens, dollars } = event;
  return { time, vector, changed, tokens, cost: dollars ?? undefined };
}
