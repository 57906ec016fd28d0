import type { ReactNode } from 'react';
import type { ApprovalRequest } from '../../src/protocol/events.ts';
import { ScrollBox } from '../chat/ScrollBox.tsx';
import { t } from '../strings.ts';
import { Icon } from '../ui.tsx';
import type { ReadToEnd } from './readToEnd.ts';
import { VisibleText } from './VisibleText.tsx';
import { hidesSomething, visibleText } from './visibleText.ts';

/** The text that is decided on, to the letter; where it is longer than its box, with the way to its end. */
export function ExactText({
  request,
  reading,
}: {
  readonly request: ApprovalRequest;
  readonly reading: ReadToEnd;
}): ReactNode {
  const exact = visibleText(request.exact);
  return (
    <>
      {hidesSomething(exact) ? (
        <p className="cardNote warns">
          <Icon name="warning" /> <span>{t('approval.hidden')}</span>
        </p>
      ) : null}
      <ScrollBox
        label={request.kind === 'execute' ? t('approval.command') : t('approval.what')}
        className="exact"
        element={reading.box}
      >
        <pre>
          <VisibleText pieces={exact} />
        </pre>
      </ScrollBox>
      <ToTheEnd reading={reading} />
    </>
  );
}

/** Below a long text: that its end must be seen, then that it was. It keeps its height, so that no button moves. */
function ToTheEnd({ reading }: { readonly reading: ReadToEnd }): ReactNode {
  if (!reading.long) return null;
  return (
    <div className="toEnd">
      {reading.read ? (
        <span className="quiet" role="status">
          <Icon name="check" /> {t('approval.readAll')}
        </span>
      ) : (
        <button type="button" className="textButton" onClick={reading.toEnd}>
          <Icon name="arrow-down" /> {t('approval.readOn')}
        </button>
      )}
    </div>
  );
}
