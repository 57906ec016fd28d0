import type { ReactNode } from 'react';
import type { CommandPart } from '../../src/protocol/risk.ts';
import { useExpanded } from '../expansion.ts';
import { t } from '../strings.ts';
import { Icon } from '../ui.tsx';
import { FoldLine } from './FoldLine.tsx';
import { VisibleText } from './VisibleText.tsx';
import { visibleText } from './visibleText.ts';

/** More parts than this are folded until the person wants to see them. */
const shownParts = 3;
/** A command may have hundreds; the rest is in the explanation of its verdict. */
const drawnParts = 60;

/** What a compound command is made of: each part with what it is judged to be, and by which rule or for which reason. */
export function CommandParts({
  callId,
  parts,
}: {
  readonly callId: string;
  readonly parts: readonly CommandPart[];
}): ReactNode {
  const [open, toggle] = useExpanded(`parts ${callId}`, parts.length <= shownParts);
  const asking = parts.filter(({ decision }) => decision !== 'allow').length;
  return (
    <div>
      <FoldLine open={open} onPress={toggle}>
        {t(asking === 0 ? 'parts.headAllowed' : 'parts.head', { count: parts.length, asking })}
      </FoldLine>
      {open ? (
        <ul className="parts">
          {parts.slice(0, drawnParts).map((part, index) => (
            <Part key={`${index} ${part.text}`} part={part} />
          ))}
          {parts.length > drawnParts ? (
            <li className="quiet">{t('parts.more', { count: parts.length - drawnParts })}</li>
          ) : null}
        </ul>
      ) : null}
    </div>
  );
}

const icons = { allow: 'pass-filled', ask: 'question', deny: 'circle-slash' } as const;

function Part({ part }: { readonly part: CommandPart }): ReactNode {
  const { text, decision, risk, rule, checks, reason } = part;
  const why = rule === undefined ? reason : t(`parts.rule.${decision}`, { rule });
  return (
    <li className={`part ${decision}`}>
      <Icon name={icons[decision]} />
      <span className="partText">
        <code>
          <VisibleText pieces={visibleText(text)} />
        </code>
        <span className="quiet">
          <span className="partRisk">{`${t(`parts.${decision}`)} · ${t(`approval.risk.${risk}`)}`}</span>
          {why === '' ? null : ` · ${why}`}
          {checks.length === 0
            ? null
            : ` · ${t(checks.length === 1 ? 'checks.one' : 'checks.some', { numbers: checks.join(', ') })}`}
        </span>
      </span>
    </li>
  );
}
