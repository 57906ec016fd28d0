import { Fragment, type ReactNode } from 'react';
import type { ChangeSummary } from '../../src/protocol/changes.ts';
import type { RejectedPart } from '../../src/protocol/events.ts';
import { canApplyLater } from '../../src/protocol/transcript.ts';
import type { CallItem } from '../../src/protocol/transcriptItems.ts';
import { DiffLines, DiffText } from '../approvals/DiffLines.tsx';
import { VisibleText } from '../approvals/VisibleText.tsx';
import { visibleText } from '../approvals/visibleText.ts';
import { post } from '../bridge.ts';
import { useShownPath } from '../shownPath.ts';
import { t } from '../strings.ts';
import { Button } from '../ui.tsx';
import { Refused } from './Refused.tsx';
import { ScrollBox } from './ScrollBox.tsx';
import { VerdictLine } from './VerdictLine.tsx';

/** Characters of a text shown in the chat; the rest is in the transcript. */
const shownCharacters = 20_000;
/** Files of a command; it may have changed thousands. */
const shownFiles = 50;

/** What is inside a tool call's line: input, what was decided, output, and what can be done about it. */
export function ToolDetail({ item }: { readonly item: CallItem }): ReactNode {
  const changes = item.applied ?? item.proposal;
  const command = item.kind === 'execute';
  return (
    <div className="lineBody">
      <VerdictLine item={item} />
      {changes && !command ? <DiffLines changes={changes} /> : <Input item={item} />}
      {item.repairs ? <p className="quiet">{t('call.repaired', { what: item.repairs.join(', ') })}</p> : null}
      {item.refused && !item.result ? (
        <p className="thinkingText">{t('call.partly', { what: item.refused.join('\n') })}</p>
      ) : null}
      <Decision item={item} />
      <Output item={item} />
      {changes && command ? <CommandChanges changes={changes} /> : null}
      <Actions item={item} />
    </div>
  );
}

/** What a command did to files, below its output. */
function CommandChanges({ changes }: { readonly changes: readonly ChangeSummary[] }): ReactNode {
  const rest = changes.length - shownFiles;
  return (
    <>
      <p className="detailHead">{t('call.changed')}</p>
      <DiffLines changes={changes.slice(0, shownFiles)} />
      {rest > 0 ? <p className="quiet">{t('call.moreFiles', { count: rest.toLocaleString() })}</p> : null}
    </>
  );
}

function Input({ item }: { readonly item: CallItem }): ReactNode {
  const text = item.writing ?? inputText(item);
  if (text === '' || text === '{}') return null;
  return (
    <>
      <p className="detailHead">{t('call.input')}</p>
      <ScrollBox label={t('call.input')} className="detailText">
        <pre>
          <VisibleText pieces={visibleText(text.slice(0, shownCharacters))} />
        </pre>
      </ScrollBox>
      <Rest text={text} />
    </>
  );
}

function inputText(item: CallItem): string {
  const { input } = item;
  if (typeof input === 'string') return input;
  if (typeof input === 'object' && input !== null && 'command' in input && typeof input.command === 'string') {
    return input.command;
  }
  return JSON.stringify(input, undefined, 2) ?? '';
}

function Decision({ item }: { readonly item: CallItem }): ReactNode {
  const { answered } = item;
  if (!answered) return null;
  return (
    <>
      <p className="quiet">
        {decisionText(answered)} {answered.reason ? t('call.youSaid', { reason: answered.reason }) : null}
        {answered.kept ? `${t('call.kept', answered.kept)}. ` : null}
        {answered.edited ? t('call.edited') : null}
      </p>
      <RejectedParts parts={answered.rejected ?? []} />
    </>
  );
}

/** What the person did not want of an edit, and why. */
function RejectedParts({ parts }: { readonly parts: readonly RejectedPart[] }): ReactNode {
  const shown = useShownPath();
  return parts.map(({ path, diff, reason, lines }) => (
    <Fragment key={`${path}:${lines?.join()}`}>
      <p className="quiet">
        {reason
          ? t('call.rejectedPartWhy', { path: shown(path), reason })
          : t('call.rejectedPart', { path: shown(path) })}
      </p>
      {diff === '' ? null : <DiffText path={path} diff={diff} />}
    </Fragment>
  ));
}

function decisionText({ decision, scope, rule, by }: NonNullable<CallItem['answered']>): string {
  if (decision === 'approved' && scope === 'always') {
    return rule ? t('call.approvedAlways', { rule }) : t('call.approvedAlwaysPlain');
  }
  if (decision === 'approved') return scope === 'session' ? t('call.approvedSession') : t('call.approvedOnce');
  if (by === 'nobody') return t('call.rejectedNobody');
  if (by === 'error') return t('call.rejectedError');
  return by === 'stop' ? t('call.stoppedUndecided') : t('call.rejected');
}

function Output({ item }: { readonly item: CallItem }): ReactNode {
  const { result } = item;
  if (!result) {
    if (item.output === '') return null;
    return (
      <>
        <p className="detailHead">{t('call.liveOutput')}</p>
        <ScrollBox label={t('call.liveOutput')} className="detailText">
          <pre>{item.output}</pre>
        </ScrollBox>
      </>
    );
  }
  if (result.view.type === 'answer') return <p>{t('call.answer', { answer: result.view.answer })}</p>;
  const { spill, refused = [] } = result.view.type === 'command' ? result.view : {};
  return (
    <>
      {refused.length > 0 ? <Refused refused={refused} /> : null}
      <p className="detailHead">{t('call.output')}</p>
      <ScrollBox label={t('call.output')} className="detailText">
        <pre>{result.text === '' ? t('call.noOutput') : result.text.slice(0, shownCharacters)}</pre>
      </ScrollBox>
      <Rest text={result.text} />
      {result.images.map((image, index) => (
        <img
          key={`${image.data.length}:${image.data.slice(0, 64)}`}
          className="resultImage"
          src={`data:${image.mediaType};base64,${image.data}`}
          alt={t('call.image', { number: index + 1 })}
        />
      ))}
      {spill ? <Button onPress={() => post({ type: 'openFile', path: spill })}>{t('call.spill')}</Button> : null}
    </>
  );
}

function Rest({ text }: { readonly text: string }): ReactNode {
  const rest = text.length - shownCharacters;
  return rest > 0 ? <p className="quiet">{t('call.more', { count: rest.toLocaleString() })}</p> : null;
}

/** Why an edit can still be applied. Of a review only its outcome is known, not the text that the person had made. */
function whyLater({ answered }: CallItem): 'call.undecided' | 'call.unwritten' | 'call.unwrittenReview' {
  if (answered?.by !== 'person') return 'call.undecided';
  return answered.edited || answered.rejected ? 'call.unwrittenReview' : 'call.unwritten';
}

function Actions({ item }: { readonly item: CallItem }): ReactNode {
  const { callId } = item;
  if (!item.proposal) return null;
  return (
    <>
      {canApplyLater(item) ? <p>{t(whyLater(item))}</p> : null}
      <div className="actions">
        <Button onPress={() => post({ type: 'openDiff', callId })}>{t('call.openDiff')}</Button>
        {canApplyLater(item) ? (
          <Button kind="primary" onPress={() => post({ type: 'applyLater', callId })}>
            {t('call.applyLater')}
          </Button>
        ) : null}
      </div>
    </>
  );
}
