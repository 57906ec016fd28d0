import * as z from 'zod';
import type { CostReport, DayCost } from './costReport.ts';

/** What the cost page may say to the host, which parses it and drops what does not fit. */
export const ToCostHost = z.discriminatedUnion('type', [z.object({ type: z.literal('ready') })]);

/**
 * What the host says to the cost page. No report: there is no session, or nothing was asked in it yet. No days: they are
 * still being counted.
 */
export interface ToCostPage {
  readonly type: 'cost';
  readonly report: CostReport | undefined;
  readonly days: readonly DayCost[] | undefined;
}
