import type { PromptBreakpoint, PromptReport } from '../protocol/promptReport.ts';
import { printTable } from './printTable.ts';
import { note, plain, print } from './terminal.ts';

/** `belay prompt`: sizes by section, breakpoints of the cache, then the prompt itself; or all of it as one line of JSON. */
export function printPrompt(report: PromptReport, json: boolean): void {
  if (json) {
    print(JSON.stringify(report));
    return;
  }
  for (const problem of report.problems) note(`! ${problem}`);
  const { tokens, sections, tools, breakpoints } = report;
  const waiting = tools.filter(({ deferred }) => deferred);
  const loaded = tools.filter(({ deferred }) => !deferred);
  const rowsOf = (boundary: 'static' | 'dynamic'): string[][] =>
    sections
      .filter((section) => section.boundary === boundary)
      .map(({ id, variant, from, tokens: size }) => [nameOf(id, variant), from, String(size)]);
  const breakpoint = (...places: readonly PromptBreakpoint['after'][]): string[][] =>
    breakpoints
      .filter(({ after }) => places.includes(after))
      .map(({ after, tokens: size }) => [breakpointNames[after], '', size === null ? 'moves along' : String(size)]);
  printTable(
    [
      ['section', 'from', 'tokens'],
      [`${loaded.length} tools`, 'belay', String(tokens.tools)],
      ...breakpoint('tools'),
      ...rowsOf('static'),
      ...breakpoint('static'),
      ...rowsOf('dynamic'),
      ['in all', '', String(tokens.tools + tokens.static + tokens.dynamic)],
      ...breakpoint('lastRequest', 'end'),
      ...(waiting.length > 0 ? [[`${waiting.length} deferred tools`, 'belay', `(${tokens.deferred})`]] : []),
    ],
    2,
  );
  print(`\nModel ${plain(report.model)}, mode ${report.mode}. ${choiceText(report)} ${surety(report)}`);
  if (breakpoints.length === 0)
    print('This provider is sent no cache breakpoints: what it caches, it decides by itself.');
  print(`\nTools in the prompt: ${sizesOf(loaded)}`);
  if (waiting.length > 0) print(`Tools to be searched for: ${sizesOf(waiting)}`);
  for (const { id, variant, text } of sections) print(`\n=== ${nameOf(id, variant)}\n\n${plain(text)}`);
}

const breakpointNames: Readonly<Record<PromptBreakpoint['after'], string>> = {
  tools: '--- cache breakpoint',
  static: '--- cache breakpoint',
  lastRequest: '--- cache breakpoint where the request before ended',
  end: '--- cache breakpoint at the end of the conversation',
};

function sizesOf(tools: PromptReport['tools']): string {
  return tools.map(({ name, tokens }) => `${plain(name)} ${tokens}`).join(', ');
}

function nameOf(id: string, variant: string): string {
  return variant === 'default' ? id : `${id} (${variant})`;
}

function choiceText({ choice: { flags, variants, experiments } }: PromptReport): string {
  const on = Object.keys(flags).filter((name) => flags[name]);
  const wordings = Object.entries(variants).map(([id, variant]) => `${id}: ${variant}`);
  const parts = [
    on.length > 0 ? `Flags on: ${on.join(', ')}.` : 'No flag is on.',
    ...(wordings.length > 0 ? [`Variants: ${wordings.join(', ')}.`] : []),
    ...experiments.map(({ key, variation }) => `Experiment ${key}: ${variation}.`),
  ];
  return plain(parts.join(' '));
}

function surety({ counted: { observations, error } }: PromptReport): string {
  if (observations === 0) return 'Tokens are estimates.';
  return `Tokens are fitted to what the provider reported; error so far ${((error ?? 0) * 100).toFixed(1)} %.`;
}
