import { createHash } from 'node:crypto';
import { open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { SessionStore } from '../agent/ports.ts';
import { ToolError } from '../agent/tool.ts';
import type { SessionSummary } from '../protocol/webview.ts';
import { errorCode } from './errorCode.ts';
import { ensurePrivateFolder } from './privateFolder.ts';
import { findExcerpt, parseSession, summariseSession } from './sessionFile.ts';
import { createSessionLog } from './sessionLog.ts';

/**
 * Belay's folder for one project: the name of its root, readable, with a short hash of the whole path. Paths that differ
 * only in case are one project where the file system does not tell them apart.
 */
export function projectFolder(home: string, root: string, platform: NodeJS.Platform = process.platform): string {
  const path = platform === 'win32' || platform === 'darwin' ? root.toLowerCase() : root;
  const name =
    basename(path)
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[.-]+/, '')
      .slice(0, 40) || 'root';
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 10);
  return join(home, 'projects', `${name}-${hash}`);
}

/** How many session files are read at the same time. */
const parallel = 8;

/** The sessions of one project as JSON lines, one file each, for their owner only. Sessions without a turn are not listed. */
export function createSessionStore({ folder }: { readonly folder: string }): SessionStore {
  const known = new Map<string, { readonly stamp: string; readonly summary: SessionSummary | undefined }>();

  const pathOf = (sessionId: string): string => {
    if (!/^[\w-]{1,100}$/.test(sessionId)) throw unknownSession(sessionId);
    return join(folder, `${sessionId}.jsonl`);
  };

  async function load(sessionId: string): Promise<Buffer> {
    try {
      return await readFile(pathOf(sessionId));
    } catch (cause) {
      if (errorCode(cause) === 'ENOENT') throw unknownSession(sessionId, cause);
      throw cause;
    }
  }

  /** A session's line in the list; read again only when the file has changed. `undefined` when there is nothing to list. */
  async function look(sessionId: string, query: string): Promise<SessionSummary | undefined> {
    const path = join(folder, `${sessionId}.jsonl`);
    try {
      const found = await stat(path);
      const stamp = `${found.size} ${found.mtimeMs}`;
      const cached = known.get(sessionId);
      const fresh = cached?.stamp === stamp;
      if (fresh && (query === '' || !cached.summary)) return cached.summary;
      const text = await readFile(path, 'utf8');
      const summary = fresh ? cached.summary : summariseSession(sessionId, text, found.mtimeMs);
      known.set(sessionId, { stamp, summary });
      if (!summary || query === '') return summary;
      const excerpt = findExcerpt(text, query);
      return excerpt === undefined && !summary.title.toLowerCase().includes(query.toLowerCase())
        ? undefined
        : { ...summary, ...(excerpt === undefined ? {} : { excerpt }) };
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  return {
    async create(sessionId) {
      await ensurePrivateFolder(folder);
      const handle = await open(pathOf(sessionId), 'ax', 0o600);
      return createSessionLog(handle, { size: 0, keep: 0 });
    },
    async open(sessionId) {
      const bytes = await load(sessionId);
      const { events, dropped, keep } = parseSession(bytes);
      const handle = await open(pathOf(sessionId), 'a', 0o600);
      return { log: createSessionLog(handle, { size: bytes.length, keep }), events, dropped };
    },
    async read(sessionId) {
      return parseSession(await load(sessionId)).events;
    },
    async list(query) {
      const ids = await sessionIds(folder);
      const found: SessionSummary[] = [];
      const wanted = query.trim();
      const work = async (): Promise<void> => {
        for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
          const summary = await look(id, wanted);
          if (summary) found.push(summary);
        }
      };
      await Promise.all(Array.from({ length: parallel }, work));
      return found.sort((one, other) => other.updated - one.updated || (one.sessionId < other.sessionId ? -1 : 1));
    },
    async delete(sessionId) {
      try {
        await rm(pathOf(sessionId));
        known.delete(sessionId);
      } catch (cause) {
        if (errorCode(cause) === 'ENOENT') throw unknownSession(sessionId, cause);
        throw cause;
      }
    },
  };
}

async function sessionIds(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.flatMap((name) => /^([\w-]{1,100})\.jsonl$/.exec(name)?.[1] ?? []);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function unknownSession(sessionId: string, cause?: unknown): ToolError {
  return new ToolError(`There is no session ${JSON.stringify(sessionId.slice(0, 100))} in this project.`, { cause });
}
