import type { CacheBreakItem } from '../../src/protocol/transcriptItems.ts';
import { formatCost, formatTokens } from '../amounts.ts';
import { t } from '../strings.ts';

/** The line as it is shown and said. */
export function cacheBreakText({ tokens, dollars, vector }: CacheBreakItem): string {
  const amount = { tokens: formatTokens(tokens) };
  const lost =
    dollars === null ? t('cache.lineUnknown', amount) : t('cache.line', { ...amount, cost: formatCost(dollars) });
  return `${lost} ${t(`cache.${vector}`)}`;
}
