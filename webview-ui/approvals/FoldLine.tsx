import type { ReactNode } from 'react';
import { Icon } from '../ui.tsx';

/** The head of something that folds, small and quiet. */
export function FoldLine(props: {
  readonly open: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <button type="button" className="foldLine" aria-expanded={props.open} onClick={props.onPress}>
      <Icon name={props.open ? 'chevron-down' : 'chevron-right'} />
      {props.children}
    </button>
  );
}
