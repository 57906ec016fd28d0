import { l10n } from 'vscode';
import type { SessionStore } from '../../agent/ports.ts';
import type { MentionItem } from '../../protocol/mentions.ts';
import { standing } from '../../protocol/rewind.ts';

const most = 20;
const cap = 20_000;
const textCap = 2000;

/** Earlier sessions of this project, by what was said in them, the newest first. */
export async function findSessions(query: string, store: SessionStore): Promise<MentionItem[]> {
  return (await store.list(query)).slice(0, most).map(({ sessionId, title, updated, excerpt }) => ({
    attachment: { kind: 'session', path: sessionId, name: title },
    label: title,
    detail: excerpt ?? new Date(updated).toLocaleDateString(),
  }));
}

/** What was said in an earlier session, and which files it changed: messages and answers, not the work in between. */
export async function sessionText(sessionId: string, store: SessionStore): Promise<string> {
  const parts: string[] = [];
  for (const event of standing(await store.read(sessionId))) {
    if (event.type === 'user' && event.text.trim() !== '') parts.push(`${l10n.t('Person')}: ${short(event.text)}`);
    if (event.type === 'assistant') {
      const text = event.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
      if (text.trim() !== '') parts.push(`Belay: ${short(text)}`);
    }
    if (event.type === 'applied') {
      parts.push(`[${l10n.t('Changed: {0}', event.summary.map(({ path }) => path).join(', '))}]`);
    }
  }
  if (parts.length === 0) return l10n.t('Nothing was said in this session.');
  // The end is what it came to.
  let size = 0;
  const from = parts.findLastIndex((part) => {
    size += part.length + 2;
    return size > cap;
  });
  const left = from + 1;
  return [...(left > 0 ? [`[cut: ${left} earlier parts]`] : []), ...parts.slice(left)].join('\n\n');
}

function short(text: string): string {
  return text.length <= textCap ? text : `${text.slice(0, textCap)} […]`;
}
