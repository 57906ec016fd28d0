import type { ReactNode } from 'react';
import type { ApprovalRequest } from '../../src/protocol/events.ts';
import type { CallItem } from '../../src/protocol/transcriptItems.ts';
import { ScrollBox } from '../chat/ScrollBox.tsx';
import { toolIcon } from '../chat/toolIcon.ts';
import { t } from '../strings.ts';
import { Icon } from '../ui.tsx';
import { Decision } from './Decision.tsx';
import { VisibleText } from './VisibleText.tsx';
import { hidesSomething, visibleText } from './visibleText.ts';

export interface CardProps {
  readonly call: CallItem;
  readonly request: ApprovalRequest;
  readonly place: { readonly number: number; readonly count: number };
  readonly guarded: boolean;
}

/** What a person decides on: the whole of it, as it really is, why it is risky, and whether it can be undone. */
export function ApprovalCard({ request, place, guarded }: CardProps): ReactNode {
  const exact = visibleText(request.exact);
  const what = request.kind === 'execute' ? t('approval.command') : t('approval.what');
  return (
    <Card request={request} place={place}>
      <p>{request.reason}</p>
      {hidesSomething(exact) ? (
        <p className="hiddenWarning">
          <Icon name="warning" /> <span>{t('approval.hidden')}</span>
        </p>
      ) : null}
      <ScrollBox label={what} className="exact">
        <pre>
          <VisibleText pieces={exact} />
        </pre>
      </ScrollBox>
      <Facts request={request} />
      <Decision request={request} guarded={guarded} />
    </Card>
  );
}

interface FrameProps {
  readonly request: ApprovalRequest;
  readonly place: CardProps['place'];
  /** Stands in the head, after the title. */
  readonly extra?: ReactNode;
  /** Among others of its kind: says only what tells it from them. */
  readonly compact?: boolean;
  readonly children: ReactNode;
}

/** The frame of both cards: a group with the name that people and tools rely on. */
export function Card({ request, place, extra, compact = false, children }: FrameProps): ReactNode {
  return (
    <fieldset
      className={`card risk-${request.risk}`}
      aria-label={t('approval.name', { title: request.title })}
      tabIndex={-1}
    >
      <div className="cardHead">
        <Icon name={request.risk === 'HIGH' ? 'warning' : toolIcon(request)} />
        <span className="cardTitle">{request.title}</span>
        {extra}
        {compact && request.risk !== 'HIGH' ? null : <span className="risk">{t(`approval.risk.${request.risk}`)}</span>}
        {place.count > 1 && !compact ? <span className="quiet">{t('approval.of', place)}</span> : null}
      </div>
      {children}
    </fieldset>
  );
}

/** What it touches and whether it can be undone. */
export function Facts({ request }: { readonly request: ApprovalRequest }): ReactNode {
  return (
    <dl className="facts">
      {request.touches.length > 0 ? (
        <>
          <dt>{t('approval.touches')}</dt>
          <dd>
            {request.touches.map((target) => (
              <code key={target}>
                <VisibleText pieces={visibleText(target)} />
              </code>
            ))}
          </dd>
        </>
      ) : null}
      <dt>{t('approval.undo')}</dt>
      <dd>{request.undo}</dd>
    </dl>
  );
}
