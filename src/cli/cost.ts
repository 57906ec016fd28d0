import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultLimits } from '../agent/budget/budget.ts';
import { limitsIn } from '../agent/budget/used.ts';
import { costReport } from '../agent/cost/costReport.ts';
import { sumDays } from '../agent/cost/requests.ts';
import { vectorWords } from '../models/cacheWatch/vectors.ts';
import { parseOptions, UsageError } from '../platform/commandLine.ts';
import { errorCode } from '../platform/errorCode.ts';
import { exits } from '../platform/exitCodes.ts';
import { printCost, printDays } from '../platform/printCost.ts';
import { readSession } from '../platform/readSession.ts';
import { createSessionStore } from '../platform/sessionStore.ts';
import { print } from '../platform/terminal.ts';
import { openFolder, prices } from './ports.ts';

/** `belay cost`: what a session, or each day, cost. */
export async function cost(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    cwd: { type: 'string' },
    session: { type: 'string' },
    day: { type: 'boolean' },
    json: { type: 'boolean' },
  });
  if (positionals.length > 0) throw new UsageError('cost takes no words; see belay cost [--session ID] [--day].');
  if (values.day && values.session) throw new UsageError('Use --day or --session, not both.');
  const project = await openFolder(values.cwd);
  const json = values.json === true;
  const { price, priceNote } = prices();
  try {
    if (values.day) {
      const days = sumDays(price);
      for await (const events of allSessions(project.home)) days.add(events);
      printDays(days.list(), json);
      return exits.done;
    }
    const sessionId = values.session ?? (await project.store.list(''))[0]?.sessionId;
    if (sessionId === undefined) {
      print(json ? 'null' : 'No session in this project yet.');
      return exits.done;
    }
    const events = await readSession(project.store, sessionId);
    const facts = { price, priceNote, limits: limitsIn(events) ?? defaultLimits };
    printCost(costReport(events, facts), json, vectorWords);
    return exits.done;
  } finally {
    await project.dispose();
  }
}

/** The events of every session of every project on this machine, one session after the other. */
async function* allSessions(home: string) {
  const folder = join(home, 'projects');
  const projects = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  for (const project of projects) {
    const store = createSessionStore({ folder: join(folder, project, 'sessions') });
    for (const { sessionId } of await store.list('')) yield await store.read(sessionId);
  }
}
