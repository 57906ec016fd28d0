import type { ReactNode } from 'react';
import type { CallItem } from '../../src/protocol/transcriptItems.ts';
import { CommandParts } from '../approvals/CommandParts.tsx';
import { post } from '../bridge.ts';
import { t } from '../strings.ts';
import { Icon } from '../ui.tsx';
import { verdictTexts } from './verdictTexts.ts';

/** What was judged of a call: let through by what, asked or refused why, where it ran; and the way to the whole of it. */
export function VerdictLine({ item }: { readonly item: CallItem }): ReactNode {
  const { verdict, callId } = item;
  if (!verdict) return null;
  const { parts = [], tainted } = verdict;
  return (
    <div className="verdict">
      <p className="quiet">
        {verdict.decision === 'deny' ? <Icon name="circle-slash" /> : null} {verdictTexts(verdict, item).join(' ')}{' '}
        <button
          type="button"
          className="textButton"
          aria-label={t('call.whyNamed', { title: item.title })}
          onClick={() => post({ type: 'whyAsked', callId })}
        >
          {t('call.why')}
        </button>
      </p>
      {tainted && item.state !== 'waiting' ? <p className="quiet">{t('approval.tainted', { what: tainted })}</p> : null}
      {parts.length > 1 && item.state !== 'waiting' ? <CommandParts callId={callId} parts={parts} /> : null}
    </div>
  );
}
