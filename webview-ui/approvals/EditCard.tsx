import type { ReactNode } from 'react';
import type { ReviewProgress } from '../../src/protocol/webview.ts';
import { post } from '../bridge.ts';
import { useExpanded } from '../expansion.ts';
import { t } from '../strings.ts';
import { Button, Icon } from '../ui.tsx';
import { Card, type CardProps, Facts } from './ApprovalCard.tsx';
import { Decision } from './Decision.tsx';
import { Counts, DiffLines } from './DiffLines.tsx';
import { decidedText } from './decidedText.ts';
import { EditFiles } from './EditFiles.tsx';

interface Props extends CardProps {
  readonly review: ReviewProgress | undefined;
  /** Other edits wait as well: the card is small, and the diff is folded until it is asked for. */
  readonly compact: boolean;
}

/**
 * A proposed edit: one file with a small diff, or several, each with its counts and its own decision; the whole diff
 * opens in the editor.
 */
export function EditCard({ call, request, place, guarded, review, compact }: Props): ReactNode {
  const changes = call.proposal ?? [];
  const [open, toggle] = useExpanded(`card ${call.callId}`, !compact);
  const several = changes.length > 1;
  const partly = review?.files.some(
    ({ approved, rejected, verdict }) => approved + rejected > 0 || verdict !== 'undecided',
  );
  const openDiff = (): void => post({ type: 'openDiff', callId: call.callId });
  const diff = open ? <DiffLines changes={changes} callId={call.callId} /> : null;
  return (
    <Card
      request={request}
      place={place}
      compact={compact}
      extra={compact && !several ? <Counts changes={changes} /> : null}
    >
      {request.risk === 'HIGH' ? <p>{request.reason}</p> : null}
      {several ? <EditFiles callId={call.callId} changes={changes} review={review} guarded={guarded} /> : diff}
      {call.refused ? (
        <p className="editedNote">
          <Icon name="info" />
          {call.refused.length === 1 ? t('edit.partlyOne') : t('edit.partly', { count: call.refused.length })}
        </p>
      ) : null}
      {several ? null : <Progress review={review} />}
      {review?.edited ? (
        <p className="editedNote" role="status">
          <Icon name="edit" />
          {t('edit.changed')}
        </p>
      ) : null}
      {request.risk === 'HIGH' ? <Facts request={request} /> : null}
      <Decision request={request} guarded={guarded} rest={partly ?? false} compact={compact}>
        {compact ? (
          <Button kind="icon" icon="diff" label={t('call.openDiff')} onPress={openDiff} />
        ) : (
          <Button onPress={openDiff}>{t('call.openDiff')}</Button>
        )}
        {compact && changes[0]?.diff && !several ? (
          <Button
            kind="icon"
            icon={open ? 'fold' : 'unfold'}
            label={t('edit.showChanges')}
            expanded={open}
            onPress={toggle}
          />
        ) : null}
      </Decision>
    </Card>
  );
}

/** How far the review of a single file is in the diff: what is approved then covers what is left. */
function Progress({ review }: { readonly review: ReviewProgress | undefined }): ReactNode {
  const [file] = review?.files ?? [];
  if (!file || file.approved + file.rejected === 0) return null;
  return (
    <p className="editedNote" role="status">
      <Icon name="checklist" />
      {t('edit.progress', { decided: decidedText(file) })}
    </p>
  );
}
