import { type ReactNode, useState } from 'react';
import type { CallItem } from '../../src/protocol/transcriptItems.ts';
import { post } from '../bridge.ts';
import { t } from '../strings.ts';
import { Button, Icon } from '../ui.tsx';
import { Counts } from './DiffLines.tsx';

/** Several edits of one step: decided in one go. Each has its card below, with what makes it risky. */
export function AllEdits({
  calls,
  guarded,
}: {
  readonly calls: readonly CallItem[];
  readonly guarded: boolean;
}): ReactNode {
  const [sent, setSent] = useState('');
  const changes = calls.flatMap(({ proposal }) => proposal ?? []);
  const shown = calls.map(({ callId }) => callId).join('\n');
  const inert = guarded || sent === shown;
  const decide = (decision: 'approved' | 'rejected'): void => {
    setSent(shown);
    for (const { callId } of calls) post({ type: 'decideFile', callId, decision });
  };
  return (
    <section className="allEdits" aria-label={t('edit.allLabel')}>
      <span className="allEditsText">
        <Icon name="files" />
        {t('edit.waiting', { count: changes.length })}
        <Counts changes={changes} />
      </span>
      <span className="actions">
        <Button kind="primary" inert={inert} onPress={() => decide('approved')}>
          {t('edit.approveAll')}
        </Button>
        <Button inert={inert} onPress={() => decide('rejected')}>
          {t('edit.rejectAll')}
        </Button>
        <Button onPress={() => post({ type: 'openWaiting' })}>{t('edit.openAll')}</Button>
      </span>
    </section>
  );
}
