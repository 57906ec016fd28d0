import type { ReactNode } from 'react';
import type { ApprovalRequest } from '../../src/protocol/events.ts';
import type { CallItem } from '../../src/protocol/transcriptItems.ts';
import { Refused } from '../chat/Refused.tsx';
import { toolIcon } from '../chat/toolIcon.ts';
import { t } from '../strings.ts';
import { Icon } from '../ui.tsx';
import { Checks } from './Checks.tsx';
import { CommandParts } from './CommandParts.tsx';
import { Decision } from './Decision.tsx';
import { ExactText } from './ExactText.tsx';
import { linkOf } from './linkOf.ts';
import { useReadToEnd } from './readToEnd.ts';
import { reasonWithout } from './reasonWithout.ts';
import { VisibleText } from './VisibleText.tsx';
import { visibleText } from './visibleText.ts';
import { Writes } from './Writes.tsx';

export interface CardProps {
  readonly call: CallItem;
  readonly request: ApprovalRequest;
  readonly place: { readonly number: number; readonly count: number };
  readonly guarded: boolean;
}

/** What a person decides on: the whole of it, as it really is, why it is risky, and whether it can be undone. */
export function ApprovalCard({ call, request, place, guarded }: CardProps): ReactNode {
  const reading = useReadToEnd(request.exact);
  const { checks = [], parts = [] } = request;
  const reason = reasonWithout(request.reason, checks);
  return (
    <Card request={request} place={place}>
      {request.outside ? <Outside call={call} /> : null}
      {reason === '' ? null : <p>{reason}</p>}
      <ExactText request={request} reading={reading} />
      {parts.length > 1 ? <CommandParts callId={call.callId} parts={parts} /> : null}
      {checks.length > 0 ? <Checks callId={call.callId} checks={checks} /> : null}
      {call.verdict?.tainted ? (
        <p className="cardNote warns">
          <Icon name="eye" /> <span>{t('approval.tainted', { what: call.verdict.tainted })}</span>
        </p>
      ) : null}
      {request.writes?.length ? <Writes callId={call.callId} writes={request.writes} /> : null}
      <Facts request={request} />
      <Decision request={request} guarded={guarded} unread={!reading.read} />
    </Card>
  );
}

/** A second try outside the sandbox, with what it was refused inside, where that is known. */
function Outside({ call }: { readonly call: CallItem }): ReactNode {
  const view = call.result?.view;
  const refused = view?.type === 'command' ? (view.refused ?? []) : [];
  return (
    <div className="cardNote warns outside">
      <Icon name="warning" />
      <div>
        <strong>{t('approval.outside')}</strong>
        <p>{t('approval.outsideWhy')}</p>
        {refused.length === 0 ? null : <Refused refused={refused} />}
      </div>
    </div>
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
              <Target key={target} target={target} />
            ))}
          </dd>
        </>
      ) : null}
      <SandboxFact request={request} />
      <dt>{t('approval.undo')}</dt>
      <dd>{request.undo}</dd>
    </dl>
  );
}

/** A path or host. Of a link, what it leads to is said below it, since that is what will be touched. */
function Target({ target }: { readonly target: string }): ReactNode {
  const { path, real } = linkOf(target);
  return (
    <code>
      <VisibleText pieces={visibleText(path)} />
      {real === undefined ? null : (
        <span className="realTarget">
          <Icon name="arrow-small-right" />
          <span>
            <span className="hidden">{t('approval.leadsTo')} </span>
            <VisibleText pieces={visibleText(real)} />
          </span>
        </span>
      )}
    </code>
  );
}

/** Where a command would run: in the sandbox, or outside of it and why. */
function SandboxFact({ request }: { readonly request: ApprovalRequest }): ReactNode {
  const { sandbox, unsandboxed, outside } = request;
  if (sandbox === undefined && unsandboxed === undefined) return null;
  const inside = sandbox === true && !outside;
  return (
    <>
      <dt>{t('approval.sandbox')}</dt>
      <dd className={inside ? '' : 'warns'}>
        {inside ? null : <Icon name="warning" />}
        {inside ? t('approval.sandboxed') : outside ? t('approval.sandboxOutside') : t('approval.sandboxNone')}
        {inside || outside || !unsandboxed ? null : <span className="quiet"> {unsandboxed}</span>}
      </dd>
    </>
  );
}
