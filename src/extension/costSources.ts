import { homedir } from 'node:os';
import { costReport } from '../agent/cost/costReport.ts';
import { sumDays } from '../agent/cost/requests.ts';
import type { CostSources } from '../editor/costPage.ts';
import type { Sessions } from '../editor/sessions.ts';
import { settings } from '../editor/settings.ts';
import { costOf, priceNote } from '../models/pricing.ts';
import { everySession } from '../platform/everySession.ts';
import { belayHome } from '../platform/privateFolder.ts';

/** What the cost page shows, from the events of the open session and of all sessions of the machine. */
export function costSources(sessions: Sessions): CostSources {
  const price: typeof costOf = (usage, model) => costOf(usage, model, settings.vertexRegion);
  return {
    async report() {
      const { current } = sessions;
      if (!current) return undefined;
      const priceOfModel = (model: string) => priceNote(model, settings.vertexRegion);
      return costReport(current.events, { price, priceNote: priceOfModel, limits: settings.limits });
    },
    async days() {
      const days = sumDays(price);
      for await (const events of everySession(belayHome(process.env, homedir()))) days.add(events);
      return days.list();
    },
  };
}
