import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Event } from '../protocol/events.ts';
import { errorCode } from './errorCode.ts';
import { createSessionStore } from './sessionStore.ts';

/** The events of every session of every project on this machine, one session after the other. `home` is Belay's folder. */
export async function* everySession(home: string): AsyncGenerator<readonly Event[]> {
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
