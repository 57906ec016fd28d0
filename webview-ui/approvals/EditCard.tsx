import type { ReactNode } from 'react';
import type { ReviewProgress } from '../../src/protocol/webview.ts';
import { post } from '../bridge.ts';
import { t } from '../strings.ts';
import { Button, Icon } from '../ui.tsx';
import { Card, type CardProps, Facts } from './ApprovalCard.tsx';
import { Decision } from './Decision.tsx';
import { DiffLines } from './DiffLines.tsx';

interface Props extends CardProps {
  readonly review: ReviewProgress | undefined;
}

/** A proposed edit: each file with its counts and a small diff; the whole diff opens in the editor. */
export function EditCard({ call, request, place, guarded, review }: Props): ReactNode {
  return (
    <Card request={request} place={place}>
      {request.risk === 'HIGH' ? <p>{request.reason}</p> : null}
      <DiffLines changes={call.proposal ?? []} />
      {call.refused ? (
        <p className="editedNote">
          <Icon name="info" />
          {call.refused.length === 1 ? t('edit.partlyOne') : t('edit.partly', { count: call.refused.length })}
        </p>
      ) : null}
      <Progress review={review} />
      {request.risk === 'HIGH' ? <Facts request={request} /> : null}
      <Decision request={request} guarded={guarded}>
        <Button onPress={() => post({ type: 'openDiff', callId: call.callId })}>{t('call.openDiff')}</Button>
      </Decision>
    </Card>
  );
}

/** What the person has decided and typed in the diff so far: Approve then covers what is left. */
function Progress({ review }: { readonly review: ReviewProgress | undefined }): ReactNode {
  if (!review) return null;
  const sum = (count: (file: ReviewProgress['files'][number]) => number): number =>
    review.files.reduce((total, file) => total + count(file), 0);
  const approved = sum((file) => file.approved);
  const rejected = sum((file) => file.rejected);
  return (
    <>
      {approved + rejected > 0 ? (
        <p className="editedNote" role="status">
          <Icon name="checklist" />
          {t('edit.progress', { approved, rejected })}
        </p>
      ) : null}
      {review.edited ? (
        <p className="editedNote" role="status">
          <Icon name="edit" />
          {t('edit.changed')}
        </p>
      ) : null}
    </>
  );
}
