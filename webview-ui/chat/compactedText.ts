import type { CompactedItem } from '../../src/protocol/transcriptItems.ts';
import { formatTokens } from '../amounts.ts';
import { t } from '../strings.ts';

export function compactedText({ summary, before, after }: CompactedItem): string {
  const sizes = { before: formatTokens(before), after: formatTokens(after) };
  return t(summary ? 'compacted.line' : 'compacted.results', sizes);
}
