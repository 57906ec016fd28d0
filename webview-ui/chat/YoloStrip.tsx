import type { ReactNode } from 'react';
import { post } from '../bridge.ts';
import { t } from '../strings.ts';
import { Icon } from '../ui.tsx';

/** In the mode YOLO, always in sight above the composer; an alert, so that a screen reader says it when it appears. */
export function YoloStrip(): ReactNode {
  return (
    <div className="yolo">
      <Icon name="warning" />
      <span role="alert">{t('yolo.text')}</span>
      <button type="button" onClick={() => post({ type: 'command', command: 'leaveYolo' })}>
        {t('yolo.leave')}
      </button>
    </div>
  );
}
