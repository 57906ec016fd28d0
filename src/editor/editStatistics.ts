import { l10n } from 'vscode';
import type { SessionStore } from '../agent/ports.ts';
import {
  countEdits,
  type EditOutcomes,
  fittingShare,
  total,
  type WeakEditTools,
  weakEditTools,
} from '../protocol/editOutcomes.ts';
import { markdownTable } from './markdownTable.ts';
import { type ReadOnlyDocument, registerReadOnlyDocument } from './readOnlyDocument.ts';

/** How well each model's edits fitted, over all sessions of the project, as a read-only document. */
export function registerEditStatistics(store: () => Promise<SessionStore>): ReadOnlyDocument {
  return registerReadOnlyDocument('belay-statistics', `${l10n.t('Edit statistics')}.md`, async () => {
    const sessions = await store();
    const count = countEdits();
    for (const { sessionId } of await sessions.list('')) count.add(await sessions.read(sessionId));
    return statisticsMarkdown(count.list());
  });
}

/** A table for each model, and in words where a model does badly with its tools. */
function statisticsMarkdown(outcomes: readonly EditOutcomes[]): string {
  const title = `# ${l10n.t('Edits of this project’s sessions')}`;
  if (outcomes.length === 0) return `${title}\n\n${l10n.t('There are none yet.')}\n`;
  const weak = weakEditTools(outcomes);
  const sections = [...new Set(outcomes.map(({ model }) => model))].map((model) => {
    const rows = outcomes.filter((one) => one.model === model);
    const advice = weak.filter((one) => one.model === model).map(adviceOf);
    return [`## ${code(model)}`, tableOf(rows), ...advice].join('\n\n');
  });
  const legend = l10n.t(
    'Applied edits fitted their files to the letter, repaired ones after a repair that was certain. Partly: some files of a patch fitted. Missed: nothing fitted, or the call could not be read. Rejected: it fitted, but you did not want it. Other: stopped, denied, nobody was there to ask, or the file had changed meanwhile. Fit is the share of calls whose text fitted the files.',
  );
  return `${[title, ...sections, legend].join('\n\n')}\n`;
}

function tableOf(outcomes: readonly EditOutcomes[]): string {
  const head = [
    l10n.t('Tool'),
    l10n.t('Calls'),
    l10n.t('Applied'),
    l10n.t('Repaired'),
    l10n.t('Partly'),
    l10n.t('Missed'),
    l10n.t('Rejected'),
    l10n.t('Other'),
    l10n.t('Fit'),
  ];
  const rows = outcomes.map((one) =>
    [
      code(one.tool),
      total(one),
      one.applied,
      one.repaired,
      one.partly,
      one.refused,
      one.rejected,
      one.other,
      percent(fittingShare([one])),
    ].map(String),
  );
  return markdownTable([head, ...rows], 1);
}

function adviceOf({ tools, fitted, calls, instead }: WeakEditTools): string {
  return l10n.t(
    'Only {0} of its {1} calls of {2} fitted. The setting `belay.editTools` with the value `{3}` (or `both`) may suit this model better.',
    percent(fitted),
    calls,
    tools.map(code).join(', '),
    instead,
  );
}

function code(text: string): string {
  return `\`${text.replace(/[`|\s]+/g, ' ')}\``;
}

function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${Math.round(share * 100)} %`;
}
