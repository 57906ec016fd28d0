import type { ReactNode } from 'react';
import type { ChangeSummary } from '../../src/protocol/changes.ts';
import { useExpanded } from '../expansion.ts';
import { t } from '../strings.ts';
import { Counts, DiffLines } from './DiffLines.tsx';
import { FoldLine } from './FoldLine.tsx';

/** What a command would write into files, as far as its text tells: counts, and the diffs when asked for. */
export function Writes({
  callId,
  writes,
}: {
  readonly callId: string;
  readonly writes: readonly ChangeSummary[];
}): ReactNode {
  const [open, toggle] = useExpanded(`writes ${callId}`, false);
  const [first] = writes;
  return (
    <div>
      <FoldLine open={open} onPress={toggle}>
        <span>{writes.length === 1 && first ? t('writes.one') : t('writes.some', { count: writes.length })}</span>
        <Counts changes={writes} />
      </FoldLine>
      {open ? <DiffLines changes={writes} /> : null}
    </div>
  );
}
