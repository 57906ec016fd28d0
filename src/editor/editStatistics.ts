import { type Disposable, EventEmitter, l10n, Uri, window, workspace } from 'vscode';
import type { SessionStore } from '../agent/ports.ts';
import { countEdits, type EditOutcomes, fittingShare, total, weakEditTools } from '../protocol/editOutcomes.ts';

const scheme = 'belay-statistics';

/** How well each model's edits fitted, over all sessions of the project, as a read-only document. */
export function registerEditStatistics(store: () => Promise<SessionStore>): Disposable & { open(): Promise<void> } {
  const changed = new EventEmitter<Uri>();
  const uri = Uri.from({ scheme, path: `/${l10n.t('Edit statistics')}.md` });
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    async provideTextDocumentContent() {
      const sessions = await store();
      const count = countEdits();
      for (const { sessionId } of await sessions.list('')) count.add(await sessions.read(sessionId));
      return statisticsMarkdown(count.list());
    },
  });
  return {
    async open() {
      const document = await workspace.openTextDocument(uri);
      changed.fire(uri);
      await window.showTextDocument(document, { preview: false });
    },
    dispose() {
      changed.dispose();
      provider.dispose();
    },
  };
}

function statisticsMarkdown(outcomes: readonly EditOutcomes[]): string {
  const title = `# ${l10n.t('Edits of this project’s sessions')}`;
  if (outcomes.length === 0) return `${title}\n\n${l10n.t('There are none yet.')}\n`;
  const head = [
    l10n.t('Model'),
    l10n.t('Tool'),
    l10n.t('Calls'),
    l10n.t('Applied'),
    l10n.t('Repaired'),
    l10n.t('In part'),
    l10n.t('Did not fit'),
    l10n.t('Rejected by you'),
    l10n.t('Other'),
    l10n.t('Fitting'),
  ];
  const rows = outcomes.map((one) =>
    [
      code(one.model),
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
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const legend = l10n.t(
    'Applied edits fitted their files to the letter, repaired ones after a repair that was certain. In part: some files of a patch fitted. Other: stopped, denied, nobody was there to ask, or the file had changed meanwhile. Fitting is the share of calls whose text fitted the files.',
  );
  const advice = weakEditTools(outcomes).map(({ model, tools, fitted, calls, instead }) => {
    const text = l10n.t(
      'Only {0} of the {1} calls of {2} by {3} fitted. The setting `belay.editTools` with the value `{4}` (or `both`) may suit it better.',
      percent(fitted),
      calls,
      tools.map(code).join(', '),
      code(model),
      instead,
    );
    return `- ${text}`;
  });
  return [
    title,
    '',
    line(head),
    line(rule),
    ...rows.map(line),
    '',
    legend,
    ...(advice.length > 0 ? ['', ...advice] : []),
    '',
  ].join('\n');
}

function code(text: string): string {
  return `\`${text.replace(/[`|\s]+/g, ' ')}\``;
}

function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${Math.round(share * 100)} %`;
}
