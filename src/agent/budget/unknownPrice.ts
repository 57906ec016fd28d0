import type { Usage } from '../../protocol/content.ts';
import type { NewEvent } from '../../protocol/events.ts';
import type { Turn } from '../turn.ts';

/** What the person is told, once in a session, where a money limit stands that a model of unknown price cannot be held to. */
export function unknownPriceNotice({ budget, events, model }: Turn, next: Usage): NewEvent | undefined {
  const { info, cost } = model();
  if (!budget.standing().some(({ measure }) => measure === 'cost') || cost(next, info.id) !== undefined)
    return undefined;
  const text = `The price of ${info.label} is not known, so the money limit cannot hold; those of tokens, requests and minutes still do.`;
  if (events.some((event) => event.type === 'notice' && event.text === text)) return undefined;
  return { type: 'notice', level: 'warning', code: 'unknownPrice', text };
}
