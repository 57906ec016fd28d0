import type { SessionStore } from '../agent/ports.ts';
import { countEdits } from '../protocol/editOutcomes.ts';
import { UsageError } from './commandLine.ts';
import { printEditOutcomes } from './printEditOutcomes.ts';
import { readSession } from './readSession.ts';
import { type BreakWords, plain, print, printWhole } from './terminal.ts';

/** `belay sessions`: lists, searches and shows the sessions of a project, and counts how their edits fitted. */
export async function printSessions(
  store: SessionStore,
  words: readonly string[],
  json: boolean,
  wordsOf: BreakWords,
): Promise<void> {
  const [action, ...rest] = words;
  if (action === 'show') {
    const id = rest[0];
    if (id === undefined || rest.length > 1) throw new UsageError('Name one session: belay sessions show ID.');
    for (const event of await readSession(store, id)) json ? print(JSON.stringify(event)) : printWhole(event, wordsOf);
    return;
  }
  if (action !== 'list' && action !== 'search' && action !== 'edits')
    throw new UsageError('Use belay sessions list, search QUERY, show ID or edits.');
  const query = rest.join(' ');
  if (action === 'search' && query === '') throw new UsageError('Say what to search for: belay sessions search QUERY.');
  if (action !== 'search' && query !== '')
    throw new UsageError(`${action} takes no words; use belay sessions search QUERY.`);
  if (action === 'edits') {
    const count = countEdits();
    for (const { sessionId } of await store.list('')) count.add(await store.read(sessionId));
    printEditOutcomes(count.list(), json);
    return;
  }
  for (const found of await store.list(query)) {
    const when = new Date(found.updated).toISOString().slice(0, 16).replace('T', ' ');
    if (json) print(JSON.stringify(found));
    else print(plain(`${found.sessionId}  ${when}  ${found.title}${found.excerpt ? `\n    ${found.excerpt}` : ''}`));
  }
}
