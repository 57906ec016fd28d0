import { type Disposable, l10n } from 'vscode';
import { forgottenParts } from '../agent/compaction/forgotten.ts';
import { summaryText } from '../agent/compaction/opening.ts';
import { outlineOf } from '../agent/compaction/stateNow.ts';
import { ToolError } from '../agent/tool.ts';
import type { Event } from '../protocol/events.ts';
import { standing } from '../protocol/rewind.ts';
import { mayLeave } from './chatRequests.ts';
import type { Chat } from './chatView.ts';
import { fenced } from './fenced.ts';
import { say } from './notify.ts';
import { registerReadOnlyDocument } from './readOnlyDocument.ts';
import type { Sessions } from './sessions.ts';

/** How a person makes room in a conversation, and reads what was left out. */
export interface Compaction extends Disposable {
  /** Shows in the chat what compacting would do, with the button that does it. */
  preview(): Promise<void>;
  /** Compacts; with `outline` without a model, and then goes on with the turn that could not. */
  compact(outline: boolean): Promise<void>;
  newSessionWithOutline(): Promise<void>;
  showForgotten(): Promise<void>;
}

export function createCompaction(sessions: Sessions, chat: () => Chat): Compaction {
  const document = registerReadOnlyDocument('belay-forgotten', `${l10n.t('Belay forgotten')}.md`, async () =>
    forgottenMarkdown(standing(sessions.current?.events ?? [])),
  );
  async function conversation() {
    await sessions.restored();
    if (!sessions.current) throw new ToolError(l10n.t('There is no conversation yet.'));
    return sessions.current;
  }
  return {
    async preview() {
      const session = await conversation();
      await chat().show('composer');
      chat().post({ type: 'compactionPreview', preview: await session.previewCompaction() });
    },
    async compact(outline) {
      const session = await conversation();
      await session.compact({ outline });
      if (outline) await session.retry();
    },
    async newSessionWithOutline() {
      const session = await conversation();
      const outline = summaryText(outlineOf(standing(session.events)));
      if (!(await mayLeave(sessions))) return;
      await sessions.startNew();
      await chat().draft(`${l10n.t('This goes on from an earlier session:')}\n\n${outline}\n`, []);
    },
    async showForgotten() {
      const session = await conversation();
      if (forgottenParts(standing(session.events)).length === 0) {
        say(l10n.t('Nothing of this conversation was left out: the model reads all of it.'));
        return;
      }
      await document.open();
    },
    dispose: () => document.dispose(),
  };
}

/** All that compaction left out, in order, as Markdown; texts are fenced, whatever is in them. */
export function forgottenMarkdown(events: readonly Event[]): string {
  const titles = { message: l10n.t('You'), answer: l10n.t('The model'), result: l10n.t('Result') };
  const parts = forgottenParts(events).map(({ kind, title, time, text, id }) => {
    const name = kind === 'result' ? `${titles.result}: ${title.replace(/\s+/g, ' ')}` : titles[kind];
    return `## ${name}\n\n${new Date(time).toLocaleString()} · \`${id}\`\n\n${fenced(text, '')}`;
  });
  const intro = l10n.t(
    'The model no longer reads these parts of the conversation as they were. It can look them up with its recall tool; the chat and the transcript still have all of them.',
  );
  return `${[`# ${l10n.t('What was forgotten')}`, intro, ...parts].join('\n\n')}\n`;
}
