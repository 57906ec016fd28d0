import { type ReactNode, useEffect, useState } from 'react';
import type { ToCostPage } from '../../src/protocol/costPage.ts';
import type { CostOf, CostReport } from '../../src/protocol/costReport.ts';
import { formatTokens } from '../amounts.ts';
import { longCost } from '../costText.ts';
import { isStringKey, t } from '../strings.ts';
import { hitRatio, percent } from './amountText.ts';
import { follow } from './bridge.ts';
import { AmountSection, BreakSection, BudgetSection, DaySection, TokenSection } from './sections.tsx';
import { HitSection, StepSection } from './stepSections.tsx';

/** "Belay: Show Cost": what the open session cost, and each day. Drawn anew with each message of the host. */
export function CostPage({ locale }: { readonly locale: string }): ReactNode {
  const [shown, setShown] = useState<ToCostPage>();
  useEffect(() => follow(setShown), []);
  if (!shown) {
    return (
      <main>
        <p role="status">{t('cost.loading')}</p>
      </main>
    );
  }
  const { report, days } = shown;
  return (
    <main>
      <h1>{t('cost.title')}</h1>
      {report && report.requests.length > 0 ? (
        <Report report={report} locale={locale} />
      ) : (
        <p className="empty">{t('cost.empty')}</p>
      )}
      <DaySection days={days} />
    </main>
  );
}

function Report({ report, locale }: { readonly report: CostReport; readonly locale: string }): ReactNode {
  return (
    <>
      {report.title === '' ? null : <p className="sessionTitle">{report.title}</p>}
      <Figures report={report} />
      <div className="plots">
        <StepSection report={report} />
        <HitSection report={report} />
        <TokenSection
          title={t('cost.sections')}
          note={t('cost.sectionsNote')}
          part="cost.part"
          list={report.sections}
        />
        <TokenSection title={t('cost.tools')} note={t('cost.toolsNote')} part="cost.tool" list={report.tools} />
        <AmountSection title={t('cost.models')} part="cost.model" list={report.models} />
        <BreakSection breaks={report.breaks} locale={locale} />
        <AmountSection title={t('cost.turns')} part="cost.turn" list={report.turns} />
        <AmountSection title={t('cost.purposes')} part="cost.for" list={report.purposes.map(purpose)} />
        {report.agents.length > 1 ? (
          <AmountSection title={t('cost.agents')} part="cost.agent" list={report.agents} />
        ) : null}
        <BudgetSection budget={report.budget} />
      </div>
    </>
  );
}

/** What is done beside the answers says by whom: that may be the small model or the session's own. */
function purpose(one: CostReport['purposes'][number]): CostOf & { readonly inTable?: string } {
  const key = `cost.by.${one.name}`;
  const name = isStringKey(key) ? t(key) : one.name;
  const others =
    one.name === 'answer' || one.name === 'attempt' ? {} : { inTable: `${name} (${one.models.join(', ')})` };
  return { ...one, ...others, name };
}

/** The sums at a glance. */
function Figures({ report: { total } }: { readonly report: CostReport }): ReactNode {
  const figures = [
    [t('cost.total'), longCost(total)],
    [t('cost.requests'), String(total.requests)],
    [t('cost.hitRatio'), percent(hitRatio(total))],
    [t('cost.input'), formatTokens(total.input)],
    [t('cost.cacheRead'), formatTokens(total.cacheRead)],
    [t('cost.cacheWrite'), formatTokens(total.cacheWrite - total.cacheWrite1h)],
    [t('cost.cacheWrite1h'), formatTokens(total.cacheWrite1h)],
    [t('cost.output'), formatTokens(total.output)],
  ];
  return (
    <dl className="figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
