import type { Usage } from '../../protocol/content.ts';
import type { Amount, CostOf, CostRequest } from '../../protocol/costReport.ts';
import type { Event } from '../../protocol/events.ts';

/** US dollars for one request, `undefined` where the price, or what was used, is not known. */
export type Price = (usage: Usage, model: string) => number | undefined;

/** The agent that talks with the person; sub-agents have names of their own. */
export const mainAgent = 'main';

export const nothing: Amount = {
  requests: 0,
  cost: 0,
  unpriced: 0,
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  cacheWrite1h: 0,
};

/**
 * The request that an event tells of. What an event says of its cost holds; only events of older versions, which say
 * nothing, are priced by the table of today. Pure; what a person went back from was paid all the same.
 */
export function requestOf(event: Event, price: Price): CostRequest | undefined {
  if (event.type === 'assistant') {
    const { id, time, turn, step, model, usage, partial, cost, ms = 0 } = event;
    // The `spent` event before it tells what a cut answer cost; older versions wrote none.
    if (partial && cost !== undefined) return undefined;
    const known = partial ? undefined : cost === undefined ? price(usage, model) : (cost ?? undefined);
    const amount = amountOf(usage, known);
    return { event: id, time, turn, step, agent: mainAgent, by: 'answer', model, refused: false, ms, amount };
  }
  if (event.type === 'compacted' || event.type === 'compactionFailed') {
    const { id, time, by: model, usage, cost, ms = 0 } = event;
    if (model === undefined || !usage) return undefined;
    const common = {
      event: id,
      time,
      turn: undefined,
      step: undefined,
      agent: mainAgent,
      model,
      refused: false,
      ms,
    };
    const known = cost === undefined ? price(usage, model) : (cost ?? undefined);
    return { ...common, by: 'summary', amount: amountOf(usage, known) };
  }
  if (event.type !== 'spent') return undefined;
  const { id, time, turn, agent = mainAgent, by, model, usage, cost, ms = 0 } = event;
  const common = { event: id, time, turn, step: undefined, agent, by, model, ms };
  if (!usage) return { ...common, refused: true, amount: { ...nothing, requests: 1 } };
  const known = cost === undefined ? price(usage, model) : (cost ?? undefined);
  return { ...common, refused: false, amount: amountOf(usage, known) };
}

export function requestsOf(events: readonly Event[], price: Price): CostRequest[] {
  return events.flatMap((event) => requestOf(event, price) ?? []);
}

function amountOf({ input, output, cacheRead, cacheWrite, cacheWrite1h = 0 }: Usage, cost: number | undefined): Amount {
  const unpriced = cost === undefined ? 1 : 0;
  return { requests: 1, cost: cost ?? 0, unpriced, input, output, cacheRead, cacheWrite, cacheWrite1h };
}

export function add(one: Amount, other: Amount): Amount {
  return {
    requests: one.requests + other.requests,
    cost: one.cost + other.cost,
    unpriced: one.unpriced + other.unpriced,
    input: one.input + other.input,
    output: one.output + other.output,
    cacheRead: one.cacheRead + other.cacheRead,
    cacheWrite: one.cacheWrite + other.cacheWrite,
    cacheWrite1h: one.cacheWrite1h + other.cacheWrite1h,
  };
}

export function sum(amounts: Iterable<Amount>): Amount {
  let all = nothing;
  for (const amount of amounts) all = add(all, amount);
  return all;
}

/** Tokens of requests, in and out, each counted once. */
export function tokensOf({ input, output, cacheRead, cacheWrite }: Amount): number {
  return input + output + cacheRead + cacheWrite;
}

/** Sums by name, in the order in which the names first come. */
export function sumBy(requests: readonly CostRequest[], nameOf: (request: CostRequest) => string): CostOf[] {
  const sums = new Map<string, Amount>();
  for (const request of requests) {
    const name = nameOf(request);
    sums.set(name, add(sums.get(name) ?? nothing, request.amount));
  }
  return [...sums].map(([name, amount]) => ({ name, ...amount }));
}

/** The local calendar day of a time, YYYY-MM-DD. */
export function dayOf(time: number): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Sums up days over sessions. A fork has copies of events, with their ids, which are counted once. */
export function sumDays(price: Price): { add(events: readonly Event[]): void; list(): CostOf[] } {
  const seen = new Set<string>();
  const requests: CostRequest[] = [];
  return {
    add(events) {
      for (const request of requestsOf(events, price)) {
        if (seen.has(request.event)) continue;
        seen.add(request.event);
        requests.push(request);
      }
    },
    list: () => sumBy(requests, ({ time }) => dayOf(time)).sort((a, b) => a.name.localeCompare(b.name)),
  };
}
