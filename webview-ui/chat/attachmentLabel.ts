import type { Attachment } from '../../src/protocol/mentions.ts';
import { t } from '../strings.ts';

/** A short name: of a file its name, with the lines where only a part is meant. */
export function attachmentLabel({ kind = 'file', path, name, firstLine, lastLine }: Attachment): string {
  const last = path.split(/[/\\]/).at(-1) || path;
  if (kind === 'symbol' && name !== undefined) return name;
  if (kind === 'problems' && path !== '') return t('mention.problemsOf', { name: last });
  if (kind === 'folder') return `${last}/`;
  if (kind !== 'file' && kind !== 'selection') return name ?? t(`mention.${kind}`);
  if (kind === 'selection' && path === '') return t('mention.selection');
  if (firstLine === undefined) return last;
  if (lastLine === undefined || lastLine === firstLine) return `${last}, ${t('user.line', { first: firstLine })}`;
  return `${last}, ${t('user.lines', { first: firstLine, last: lastLine })}`;
}
