import { type ReactNode, useState } from 'react';
import type { Excess, Measure } from '../../src/protocol/costEvents.ts';
import type { BudgetPending } from '../../src/protocol/transcriptBudget.ts';
import { formatMeasure } from '../amounts.ts';
import { post } from '../bridge.ts';
import { usedText } from '../costText.ts';
import { t } from '../strings.ts';
import { Button, Icon, TextField } from '../ui.tsx';

interface Props {
  readonly budget: BudgetPending;
  readonly guarded: boolean;
}

/** The budget is used up: what was used of which limit, and by how much to raise it, or to stop. */
export function BudgetCard({ budget, guarded }: Props): ReactNode {
  const { excess } = budget;
  const [amounts, setAmounts] = useState<Readonly<Partial<Record<Measure, string>>>>({});
  const [sent, setSent] = useState(false);
  const inert = guarded || sent;
  const written = excess.map((one) => ({ ...one, text: amounts[one.measure] ?? String(suggested(one)) }));
  const raise = Object.fromEntries(written.map(({ measure, text }) => [measure, amountOf(text)]));
  const readable = Object.values(raise).every((amount) => amount !== undefined);

  const answer = (decision: 'raised' | 'stopped'): void => {
    if (inert || (decision === 'raised' && !readable)) return;
    setSent(true);
    post({ type: 'budget', decision, raise: decision === 'raised' ? (raise as Record<Measure, number>) : {} });
  };

  return (
    <fieldset className="card question budget" aria-label={t('budget.name')} tabIndex={-1}>
      <div className="cardHead">
        <Icon name="warning" />
        <span className="cardTitle">{t('budget.title')}</span>
      </div>
      <p className="budgetText">{t('budget.text')}</p>
      {written.map(({ measure, next, limit, text, ...used }) => (
        <div className="budgetLine" key={measure}>
          <span>
            <span className="optionLabel">{t(`budget.${measure}`)}</span>
            <span className="quiet optionDescription">
              {t('budget.used', { used: usedText({ measure, ...used }), limit: formatMeasure(measure, limit) })}
              {next > 0 && measure !== 'steps' ? ` ${t('budget.next', { next: formatMeasure(measure, next) })}` : ''}
            </span>
          </span>
          <span className="budgetField">
            <span className="quiet" aria-hidden="true">
              {t('budget.add')}
            </span>
            <TextField
              label={t(`budget.raise.${measure}`)}
              value={text}
              onChange={(value) => setAmounts({ ...amounts, [measure]: value })}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && !event.nativeEvent.isComposing) answer('raised');
              }}
            />
          </span>
        </div>
      ))}
      {readable ? null : (
        <p className="problem" role="alert">
          {t('budget.unreadable')}
        </p>
      )}
      <div className="budgetActions">
        <Button kind="primary" inert={inert} disabled={!readable} onPress={() => answer('raised')}>
          {t('budget.raise')}
        </Button>
        <Button inert={inert} onPress={() => answer('stopped')}>
          {t('budget.stop')}
        </Button>
      </div>
    </fieldset>
  );
}

/** As much again as the limit, and at least what the next request lacks. */
function suggested({ measure, used, next, limit }: Excess): number {
  const lacking = Math.max(0, used + next - limit);
  const piece = limit > 0 ? limit : 1;
  const more = lacking > piece ? lacking + piece : piece;
  return measure === 'cost' ? Math.ceil(more * 100) / 100 : Math.ceil(more);
}

/** A positive number, with a point or a comma. */
function amountOf(text: string): number | undefined {
  const amount = Number(text.trim().replace(/^\$/, '').replace(',', '.'));
  return text.trim() !== '' && Number.isFinite(amount) && amount > 0 ? amount : undefined;
}
