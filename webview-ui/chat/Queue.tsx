import type { ReactNode } from 'react';
import type { HostState } from '../../src/protocol/webview.ts';
import { post } from '../bridge.ts';
import { t } from '../strings.ts';
import { Button, Icon } from '../ui.tsx';

/** Messages typed while the agent works, until it takes them at its next step. */
export function Queue({ queue }: { readonly queue: HostState['queue'] }): ReactNode {
  if (queue.length === 0) return null;
  return (
    <section className="queue" aria-label={t('queue.label')}>
      <div className="quiet queueHint">{t('queue.hint')}</div>
      {queue.map(({ id, text }) => (
        <div className="queued" key={id}>
          <Icon name="reply" />
          <span className="queuedText">{text}</span>
          <Button
            kind="icon"
            label={t('queue.takeBack', { text: text.slice(0, 60) })}
            onPress={() => post({ type: 'unqueue', id })}
            icon="close"
          />
        </div>
      ))}
    </section>
  );
}
