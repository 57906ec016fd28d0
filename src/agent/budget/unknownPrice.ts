import type { Usage } from '../../protocol/content.ts';
import type { NewEvent } from '../../protocol/events.ts';
import type { Turn } from '../turn.ts';

/**
 * What the person is told, once in a session, where a money limit stands that a model of unknown price cannot be held to:
 * the session's own, or the one that may answer in its place.
 */
export function unknownPrices({ budget, events, model }: Turn, next: Usage): NewEvent[] {
  const { info, fallback, cost } = model();
  if (!budget.standing().some(({ measure }) => measure === 'cost')) return [];
  const names = [
    ...(cost(next, info.id) === undefined ? [info.label] : []),
    ...(fallback !== undefined && cost(next, fallback) === undefined ? [fallback] : []),
  ];
  return names
    .map(
      (name) =>
        `The price of ${name} is not known, so the money limit cannot hold for it; those of tokens, requests and minutes still do.`,
    )
    .filter((text) => !events.some((event) => event.type === 'notice' && event.text === text))
    .map((text): NewEvent => ({ type: 'notice', level: 'warning', code: 'unknownPrice', text }));
}
