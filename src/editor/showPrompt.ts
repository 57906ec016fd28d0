import { l10n } from 'vscode';
import type { PromptBreakpoint, PromptReport } from '../protocol/promptReport.ts';
import { markdownTable } from './markdownTable.ts';
import { type ReadOnlyDocument, registerReadOnlyDocument } from './readOnlyDocument.ts';

/** What the model is told before the conversation, as a read-only document with its sizes; made afresh at each opening. */
export function registerPromptDocument(describe: () => Promise<PromptReport>): ReadOnlyDocument {
  return registerReadOnlyDocument('belay-prompt', `${l10n.t('Belay prompt')}.md`, async () =>
    promptMarkdown(await describe()),
  );
}

function promptMarkdown(report: PromptReport): string {
  const { sections, problems } = report;
  return `${[
    `# ${l10n.t('The prompt of this session')}`,
    l10n.t('Model {0}, mode {1}. {2}', code(report.model), report.mode, suretyText(report)),
    choiceText(report),
    ...problems.map((problem) => `> ${problem}`),
    sizesTable(report),
    toolsText(report),
    cacheText(report),
    ...sections.flatMap(({ id, variant, text }) => [`---\n\n### ${code(nameOf(id, variant))}`, fenced(text)]),
  ].join('\n\n')}\n`;
}

function cacheText({ breakpoints }: PromptReport): string {
  return breakpoints.length === 0
    ? l10n.t('This provider is sent no cache breakpoints: what it caches, it decides by itself.')
    : l10n.t(
        'At a cache breakpoint the provider may keep everything before it, and reads it again for a tenth of the price.',
      );
}

function sizesTable({ sections, tools, tokens, breakpoints }: PromptReport): string {
  const authors = { belay: 'Belay', person: l10n.t('you'), project: l10n.t('this project') };
  const { loaded, waiting } = divided(tools);
  const rows = (boundary: 'static' | 'dynamic'): string[][] =>
    sections
      .filter((section) => section.boundary === boundary)
      .map(({ id, variant, from, tokens: size }) => [code(nameOf(id, variant)), authors[from], String(size)]);
  const names: Readonly<Record<PromptBreakpoint['after'], string>> = {
    tools: l10n.t('cache breakpoint'),
    static: l10n.t('cache breakpoint'),
    lastRequest: l10n.t('cache breakpoint where the request before ended'),
    end: l10n.t('cache breakpoint at the end of the conversation'),
  };
  const breakpoint = (...places: readonly PromptBreakpoint['after'][]): string[][] =>
    breakpoints
      .filter(({ after }) => places.includes(after))
      .map(({ after, tokens: size }) => [
        `**${names[after]}**`,
        '',
        size === null ? l10n.t('moves along') : String(size),
      ]);
  return markdownTable(
    [
      [l10n.t('Section'), l10n.t('From'), l10n.t('Tokens')],
      [l10n.t('{0} tools', loaded.length), 'Belay', String(tokens.tools)],
      ...breakpoint('tools'),
      ...rows('static'),
      ...breakpoint('static'),
      ...rows('dynamic'),
      [l10n.t('In all'), '', String(tokens.tools + tokens.static + tokens.dynamic)],
      ...breakpoint('lastRequest', 'end'),
      ...(waiting.length > 0 ? [[l10n.t('{0} deferred tools', waiting.length), 'Belay', `(${tokens.deferred})`]] : []),
    ],
    2,
  );
}

function divided(tools: PromptReport['tools']) {
  return { loaded: tools.filter(({ deferred }) => !deferred), waiting: tools.filter(({ deferred }) => deferred) };
}

/** Which tools the model is told of, and which it has to search for. */
function toolsText({ tools }: PromptReport): string {
  const { loaded, waiting } = divided(tools);
  const sizes = (list: PromptReport['tools']): string =>
    list.map(({ name, tokens }) => `${code(name)} ${tokens}`).join(', ');
  return [
    l10n.t('Tools in the prompt: {0}.', sizes(loaded)),
    ...(waiting.length > 0 ? [l10n.t('Tools that the model has to search for: {0}.', sizes(waiting))] : []),
  ].join('\n\n');
}

function choiceText({ choice: { flags, variants, experiments } }: PromptReport): string {
  const on = Object.keys(flags).filter((name) => flags[name]);
  const wordings = Object.entries(variants).map(([id, variant]) => code(nameOf(id, variant)));
  const arms = experiments.map(({ key, variation }) => `${code(key)} ${code(variation)}`);
  return [
    on.length > 0 ? l10n.t('Flags on: {0}.', on.map(code).join(', ')) : l10n.t('No flag is on.'),
    ...(wordings.length > 0 ? [l10n.t('Variants: {0}.', wordings.join(', '))] : []),
    ...(arms.length > 0 ? [l10n.t('Experiments: {0}.', arms.join(', '))] : []),
  ].join(' ');
}

function suretyText({ counted: { observations, error } }: PromptReport): string {
  if (observations === 0) return l10n.t('Token counts are estimates.');
  const percent = ((error ?? 0) * 100).toFixed(1);
  return l10n.t('Token counts are fitted to what the provider reported; the error so far is {0} %.', percent);
}

function nameOf(id: string, variant: string): string {
  return variant === 'default' ? id : `${id} (${variant})`;
}

function code(text: string): string {
  return `\`${text.replace(/[`|\s]+/g, ' ')}\``;
}

/** As it goes to the model, whatever Markdown is in it. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}markdown\n${text}\n${fence}`;
}
