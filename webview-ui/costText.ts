import type { UsedOfLimit } from '../src/protocol/costEvents.ts';
import type { Amount } from '../src/protocol/costReport.ts';
import { formatCost, formatMeasure } from './amounts.ts';
import { t } from './strings.ts';

type Known = Pick<Amount, 'cost' | 'unpriced'>;

/** Whether anything is known of it; where nothing is, a plot would show zero. */
export function isKnown({ cost, unpriced }: Known): boolean {
  return unpriced === 0 || cost > 0;
}

/** What requests cost, never more certain than it is: `$1.20`, `$1.20+?`, or `unknown`. */
export function shortCost({ cost, unpriced }: Known): string {
  if (unpriced === 0) return formatCost(cost);
  return cost === 0 ? t('status.costUnknown') : t('status.costPart', { cost: formatCost(cost) });
}

/** The same in words. */
export function longCost({ cost, unpriced }: Known): string {
  if (unpriced === 0) return formatCost(cost);
  return cost === 0 ? t('status.costUnknown') : t('status.costAtLeast', { cost: formatCost(cost), count: unpriced });
}

/** What is used of a limit. */
export function usedText({ measure, used, unpriced = 0 }: Omit<UsedOfLimit, 'limit'>): string {
  return unpriced === 0 ? formatMeasure(measure, used) : shortCost({ cost: used, unpriced });
}
