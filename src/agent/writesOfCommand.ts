import { summarise } from '../edits/summary.ts';
import type { ChangeSummary } from '../protocol/changes.ts';
import type { CommandWrite } from './gatePorts.ts';
import type { Turn } from './turn.ts';

/** Longest content that is compared, in characters. */
const maxLength = 200_000;

/**
 * What a command would write into files of the workspace, compared with what is there. A file that cannot be read, or
 * that lies elsewhere, is left out: this only shows what is certain.
 */
export async function writesOfCommand({ deps }: Turn, writes: readonly CommandWrite[]): Promise<ChangeSummary[]> {
  const texts = new Map<string, { readonly before: string | undefined; readonly after: string }>();
  for (const { path, content, append } of writes) {
    const absolute = deps.resolve(path);
    try {
      if (!(await isInside(deps, absolute))) continue;
      const known = texts.get(absolute);
      const before = known ? known.before : await currentText(deps, absolute);
      const now = known ? known.after : (before ?? '');
      const after = append ? now + content : content;
      if (after.length > maxLength) return [];
      texts.set(absolute, { before, after });
    } catch (error) {
      deps.log.debug(`what a command writes to ${path} is not shown: ${String(error)}`);
      return [];
    }
  }
  return [...texts].flatMap(([path, { before, after }]) => {
    if (before === after) return [];
    const summary = summarise(
      before === undefined ? { kind: 'create', path, after } : { kind: 'edit', path, hash: '', before, after },
    );
    return [{ ...summary, diff: deps.sanitise(summary.diff) }];
  });
}

async function currentText({ files }: Turn['deps'], path: string): Promise<string | undefined> {
  const found = await files.stat(path);
  if (!found) return undefined;
  if (found.type !== 'file') throw new Error('it is no file');
  return (await files.readText(path)).text;
}

async function isInside({ files, display, root }: Turn['deps'], path: string): Promise<boolean> {
  const [real, realRoot] = await Promise.all([files.realPath(path), files.realPath(root)]);
  const shown = display(path);
  return !/^(?:[/\\]|[A-Za-z]:|\.\.)/.test(shown) && real.startsWith(realRoot);
}
