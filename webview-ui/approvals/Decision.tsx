import { type ReactNode, useRef, useState } from 'react';
import type { ApprovalRequest } from '../../src/protocol/events.ts';
import type { ToHost } from '../../src/protocol/webview.ts';
import { post } from '../bridge.ts';
import { t } from '../strings.ts';
import { Button, TextField } from '../ui.tsx';
import { AlwaysAllow } from './AlwaysAllow.tsx';

interface Props {
  readonly request: ApprovalRequest;
  readonly guarded: boolean;
  /** Parts of it are decided already: the buttons are about the rest. */
  readonly rest?: boolean;
  readonly compact?: boolean;
  /** Not all of the text was in sight yet; nothing can be approved until then. */
  readonly unread?: boolean;
  /** Further buttons, after the decision. */
  readonly children?: ReactNode;
}

/**
 * Approve, Reject, Reject with a reason, and, where it may be, approve exactly this for the rest of the session, or always
 * allow what a rule says.
 */
export function Decision({
  request,
  guarded,
  rest = false,
  compact = false,
  unread = false,
  children,
}: Props): ReactNode {
  const { callId } = request;
  const [sent, setSent] = useState(false);
  // State changes only with the next drawing; two presses before that must not be two answers.
  const decided = useRef(false);
  const [saying, setSaying] = useState(false);
  const [reason, setReason] = useState('');
  const [always, setAlways] = useState(false);
  const alwaysButton = useRef<HTMLSpanElement>(null);
  const inert = guarded || sent;
  const noApproval = inert || unread;
  const { rules = [] } = request;
  const reading = unread ? { description: t('approval.readOn'), className: 'unread' } : {};

  const decide = (answer: Omit<Extract<ToHost, { type: 'decide' }>, 'type' | 'callId'>): void => {
    if (inert || decided.current) return;
    decided.current = true;
    setSent(true);
    const { decision, reason } = answer;
    if (rest) post({ type: 'decideFile', callId, decision, ...(reason ? { reason } : {}) });
    else post({ type: 'decide', callId, ...answer });
  };
  const approve = (scope: 'once' | 'session'): void => {
    if (!noApproval) decide({ decision: 'approved', scope });
  };
  const back = (): void => {
    setAlways(false);
    requestAnimationFrame(() => alwaysButton.current?.querySelector<HTMLElement>('vscode-button')?.focus());
  };
  const reject = (): void => {
    const said = reason.trim().slice(0, 10_000);
    decide({ decision: 'rejected', scope: 'once', ...(said === '' ? {} : { reason: said }) });
  };

  if (always) {
    return (
      <AlwaysAllow
        rules={rules}
        inert={noApproval}
        unread={unread}
        onChoose={(rule) => {
          if (!noApproval) decide({ decision: 'approved', scope: 'always', rule });
        }}
        onBack={back}
      />
    );
  }
  return (
    <>
      {saying ? (
        <div className="reason">
          <TextField
            label={t('approval.reasonLabel')}
            value={reason}
            onChange={setReason}
            focused
            onKeyDown={(event) => {
              if (event.nativeEvent.isComposing) return;
              if (event.key === 'Enter') reject();
              if (event.key === 'Escape') setSaying(false);
            }}
          />
          <span className="quiet">{t('approval.reasonHint')}</span>
        </div>
      ) : null}
      <div className="actions">
        <Button kind="primary" inert={noApproval} {...reading} onPress={() => approve('once')}>
          {t(rest ? 'approval.approveRest' : 'approval.approve')}
        </Button>
        <Button inert={inert} onPress={reject}>
          {t(rest ? 'approval.rejectRest' : 'approval.reject')}
        </Button>
        {children}
        {saying ? null : compact ? (
          <Button kind="icon" icon="comment" label={t('approval.say')} onPress={() => setSaying(true)} />
        ) : (
          <button type="button" className="textButton" onClick={() => setSaying(true)}>
            {t('approval.say')}
          </button>
        )}
      </div>
      {request.sessionApproval || rules.length > 0 ? (
        <div className="sessionApproval">
          {request.sessionApproval ? (
            <Button inert={noApproval} {...reading} onPress={() => approve('session')}>
              {t('approval.session')}
            </Button>
          ) : null}
          {rules.length > 0 ? (
            <span ref={alwaysButton}>
              <Button inert={inert} onPress={() => setAlways(true)}>
                {t('always.open')}
              </Button>
            </span>
          ) : null}
          {request.sessionApproval ? <span className="quiet">{t('approval.sessionHint')}</span> : null}
        </div>
      ) : null}
    </>
  );
}
