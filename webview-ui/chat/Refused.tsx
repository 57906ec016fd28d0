import type { ReactNode } from 'react';
import { VisibleText } from '../approvals/VisibleText.tsx';
import { visibleText } from '../approvals/visibleText.ts';
import { t } from '../strings.ts';

/** What a command tried in the sandbox and was refused. */
export function Refused({ refused }: { readonly refused: readonly string[] }): ReactNode {
  return (
    <>
      <p className="detailHead">{t('call.sandboxRefusedHead')}</p>
      <ul className="refused">
        {refused.map((what) => (
          <li key={what}>
            <VisibleText pieces={visibleText(what)} />
          </li>
        ))}
      </ul>
    </>
  );
}
