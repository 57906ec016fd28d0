import type { ReactNode } from 'react';
import { t } from '../strings.ts';
import { Icon } from '../ui.tsx';
import type { Dragging } from './droppedFiles.ts';

/** Lies over the whole view while something is dragged over it; only the pointer can drag, so nothing is read out. */
export function DropHint({ dragging }: { readonly dragging: Dragging }): ReactNode {
  if (dragging === undefined) return null;
  return (
    <div className={`dropHint ${dragging === 'now' ? 'dropNow' : ''}`} aria-hidden="true">
      <span className="dropWords">
        <Icon name="file-media" />
        {t(dragging === 'now' ? 'drop.now' : 'drop.hold')}
      </span>
    </div>
  );
}
