import { memo, type ReactNode } from 'react';
import type { HostState } from '../../src/protocol/webview.ts';
import { formatTokens } from '../amounts.ts';
import { post } from '../bridge.ts';
import { longCost, shortCost } from '../costText.ts';
import { t } from '../strings.ts';
import { Icon } from '../ui.tsx';

interface Props {
  readonly host: HostState;
  readonly onModel: () => void;
}

/** Model, permission mode, plan mode, a missing sandbox, tokens in context, cost: one line under the composer. */
export const StatusLine = memo(function StatusLine({ host, onModel }: Props): ReactNode {
  const mode = t(`mode.${host.mode}`);
  const model = host.modelLabel || host.model;
  const loud = host.mode === 'bypass' || host.mode === 'yolo';
  const { sandbox } = host;
  return (
    <div className="statusLine">
      <button
        type="button"
        className="status statusModel"
        title={model === '' ? t('status.noModel') : t('status.model', { model })}
        aria-haspopup="dialog"
        onClick={onModel}
      >
        <span className="statusText">{model === '' ? t('status.noModel') : model}</span>
      </button>
      <button
        type="button"
        className={`status ${loud ? 'loud' : ''} ${host.mode === 'yolo' ? 'danger' : ''}`}
        title={t('status.mode', { mode })}
        onClick={() => post({ type: 'command', command: 'chooseMode' })}
      >
        <Icon name={loud ? 'warning' : 'shield'} />
        <span className="statusText">{mode}</span>
      </button>
      <button
        type="button"
        className={`status plan ${host.plan ? 'on' : ''}`}
        aria-pressed={host.plan ?? false}
        aria-label={t('status.planName')}
        title={t(host.plan ? 'status.planOn' : 'status.planOff')}
        onClick={() => post({ type: 'command', command: 'togglePlan' })}
      >
        <Icon name="checklist" />
        <span className="statusText">{t('status.plan')}</span>
      </button>
      {sandbox && !sandbox.available ? (
        <button
          type="button"
          className="status loud bare"
          title={t('status.noSandboxTitle', { reason: sandbox.reason })}
          onClick={() => post({ type: 'command', command: 'testSandbox' })}
        >
          <Icon name="unlock" />
          <span className="statusText">{t('status.noSandbox')}</span>
        </button>
      ) : null}
      <span className="statusRight">
        {host.contextTokens > 0 ? <ContextMeter used={host.contextTokens} size={host.contextWindow} /> : null}
        <Cost host={host} />
      </span>
    </div>
  );
});

function ContextMeter({ used, size }: { readonly used: number; readonly size: number }): ReactNode {
  const share = size > 0 ? Math.min(1, used / size) : 0;
  const amounts = { used: formatTokens(used), window: formatTokens(size) };
  return (
    <button
      type="button"
      className="status context"
      title={t('status.compact', { ...amounts, percent: Math.round(share * 100) })}
      aria-label={t('status.compact', { ...amounts, percent: Math.round(share * 100) })}
      onClick={() => post({ type: 'previewCompaction' })}
    >
      <span className="meter" aria-hidden="true">
        <span className={share > 0.85 ? 'full' : ''} style={{ width: `${Math.max(2, share * 100)}%` }} />
      </span>
      <span>
        {amounts.used}
        <span className="window">{t('status.window', amounts)}</span>
      </span>
    </button>
  );
}

/** What the session cost, always in sight; a tail "+?" where some of it is not known. */
function Cost({ host }: { readonly host: HostState }): ReactNode {
  const session = { cost: host.cost, unpriced: host.unpriced };
  const turn = { cost: host.turnCost, unpriced: host.turnUnpriced };
  return (
    <button
      type="button"
      className="status"
      title={t('status.costTitle', { session: longCost(session), turn: longCost(turn) })}
      onClick={() => post({ type: 'command', command: 'showCost' })}
    >
      <span className="statusText">{shortCost(session)}</span>
    </button>
  );
}
