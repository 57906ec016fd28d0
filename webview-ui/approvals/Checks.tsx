import type { ReactNode } from 'react';
import type { Verdict } from '../../src/protocol/risk.ts';
import { useExpanded } from '../expansion.ts';
import { t } from '../strings.ts';
import { FoldLine } from './FoldLine.tsx';

/** More checks than this are folded. */
const shownChecks = 3;

/** The checks that found something, by number, each with a line why. */
export function Checks({
  callId,
  checks,
}: {
  readonly callId: string;
  readonly checks: NonNullable<Verdict['checks']>;
}): ReactNode {
  const [open, toggle] = useExpanded(`checks ${callId}`, false);
  const folds = checks.length > shownChecks;
  return (
    <div>
      {folds ? (
        <FoldLine open={open} onPress={toggle}>
          {t('checks.head', { count: checks.length })}
        </FoldLine>
      ) : null}
      {folds && !open ? null : (
        <ul className="checks" aria-label={t('checks.label')}>
          {checks.map(({ number, why }) => (
            <li key={`${number} ${why}`}>
              <span className="checkNumber">{number}</span> · {why}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
