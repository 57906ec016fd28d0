import type { ReactNode } from 'react';
import { post } from '../bridge.ts';
import { t } from '../strings.ts';
import { Button, Icon } from '../ui.tsx';
import { Card, type CardProps, Facts } from './ApprovalCard.tsx';
import { Decision } from './Decision.tsx';
import { DiffLines } from './DiffLines.tsx';

/** A proposed edit: each file with its counts and a small diff; the whole diff opens in the editor. */
export function EditCard({ call, request, place, guarded, edited }: CardProps & { edited: boolean }): ReactNode {
  return (
    <Card request={request} place={place}>
      {request.risk === 'HIGH' ? <p>{request.reason}</p> : null}
      <DiffLines changes={call.proposal ?? []} />
      {edited ? (
        <p className="editedNote" role="status">
          <Icon name="edit" />
          {t('edit.changed')}
        </p>
      ) : null}
      {request.risk === 'HIGH' ? <Facts request={request} /> : null}
      <Decision request={request} guarded={guarded}>
        <Button onPress={() => post({ type: 'openDiff', callId: call.callId })}>{t('call.openDiff')}</Button>
      </Decision>
    </Card>
  );
}
