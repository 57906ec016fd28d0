import { costReport } from '../../../src/agent/cost/costReport.ts';
import { costOf, priceNote } from '../../../src/models/pricing.ts';
import type { ToCostPage } from '../../../src/protocol/costPage.ts';
import type { CostReport, DayCost } from '../../../src/protocol/costReport.ts';
import { Event } from '../../../src/protocol/events.ts';

const limits = { cost: 5, tokens: 20_000_000, steps: 250, minutes: 60, agents: 20, repeats: 10 };

/** What the page gets for a session of so many steps, in which a break of the cache and a request of unknown price came. */
export function costReportOf(steps: number, of = 'claude-sonnet-4-5'): CostReport {
  const events: Event[] = [];
  const start = Date.UTC(2026, 10, 28, 9);
  const add = (given: Record<string, unknown>): void => {
    events.push(Event.parse({ id: `e${events.length}`, time: start + events.length * 4_000, ...given }));
  };
  add({ type: 'session', version: 1, sessionId: 's1', root: '/home/ada/calc' });
  add({ type: 'setting', title: 'Mend the rounding of sums' });
  const sizes = { identity: 800, working: 3_400, editing: 2_900, projectInstructions: 5_200 };
  const parts = Object.entries(sizes).map(([id, size]) => {
    return { id, variant: 'default', boundary: 'static', from: 'belay', text: 'x'.repeat(size) };
  });
  const tool = { name: 'read_file', description: 'x'.repeat(14_000), inputSchema: {} };
  add({ type: 'prompt', fixed: '', dynamic: '', parts, tools: [tool] });
  add({ type: 'user', turn: 't1', text: 'Mend the rounding.', steering: false, attachments: [], images: [] });
  for (let step = 1; step <= steps; step++) {
    const name = ['read_file', 'grep', 'edit_file', 'run_command'][step % 4] ?? 'glob';
    const cacheRead = step === 1 || step === Math.ceil(steps / 2) ? 0 : 7_000 + step * 900;
    const cacheWrite = cacheRead === 0 ? 8_000 + step * 900 : 900;
    const usage = { input: 40, output: 160 + (step % 5) * 90, cacheRead, cacheWrite };
    const model = step === steps - 1 && steps > 2 ? 'a-model-of-nobody' : of;
    const content = [{ type: 'toolUse', id: `c${step}`, name, input: { at: step } }];
    const answer = { turn: 't1', step, model, content, stopReason: 'toolUse', usage, partial: false };
    add({ type: 'assistant', ...answer });
    const result = { turn: 't1', callId: `c${step}`, status: 'ok', text: 'x'.repeat(600 * (1 + (step % 4))) };
    add({ type: 'result', ...result, images: [], view: { type: 'text' }, seen: [], durationMs: 300 });
  }
  const spent = { input: 300, output: 9, cacheRead: 0, cacheWrite: 0 };
  const known = costOf({ input: 1, output: 1, cacheRead: 0, cacheWrite: 0 }, of) !== undefined;
  if (known) add({ type: 'spent', by: 'title', turn: 't1', model: 'claude-haiku-4-5', usage: spent, cost: 0.000345 });
  if (steps > 2) {
    const lost = { tokens: 21_000, dollars: known ? 0.0725 : null, turn: 't1', changed: 'sections' };
    add({ type: 'cacheBreak', vector: 'instructions', ...lost });
  }
  return costReport(events, { price: costOf, priceNote: (model) => priceNote(model), limits });
}

function days(count: number): DayCost[] {
  return Array.from({ length: count }, (_, index) => ({
    name: new Date(Date.UTC(2026, 10, 28) - (count - 1 - index) * 86_400_000).toISOString().slice(0, 10),
    requests: 20 + index,
    cost: 1 + ((index * 7) % 5) * 0.8,
    unpriced: index === count - 2 ? 2 : 0,
    input: 4_000,
    output: 9_000,
    cacheRead: 1_200_000,
    cacheWrite: 90_000,
    cacheWrite1h: 20_000,
  }));
}

const unknownDays = (): DayCost[] => days(1).map((day) => ({ ...day, cost: 0, unpriced: day.requests }));

export const costScenes: Readonly<Record<string, () => ToCostPage>> = {
  cost: () => ({ type: 'cost', report: costReportOf(40), days: days(9) }),
  costOne: () => ({ type: 'cost', report: costReportOf(1), days: days(1) }),
  costUnknown: () => ({ type: 'cost', report: costReportOf(12, 'a-model-of-nobody'), days: unknownDays() }),
  costEmpty: () => ({ type: 'cost', report: undefined, days: undefined }),
  costLong: () => ({ type: 'cost', report: costReportOf(400), days: days(50) }),
};
