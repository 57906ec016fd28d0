import type { Scene } from '../look.ts';
import { failingExamples } from './examples.ts';
import { isExact, type Rule } from './rule.ts';

/** Examples of what a rule lets through besides the call that it was made for. Each is tried before it is shown. */
export function alsoCovers(rule: Rule, { base, call }: Pick<Scene, 'base' | 'call'>): string[] {
  const asked = call.targets.command?.trim();
  return candidates(rule).filter(
    (text) => text !== asked && failingExamples({ ...rule, match: [text], notMatch: [] }, base).length === 0,
  );
}

function candidates(rule: Rule): string[] {
  const { command, options = [], operands = 'none', path, host } = rule;
  if (command) {
    const start = command.map(quoted).join(' ');
    if (isExact(rule)) return [];
    const [option, other] = options.map((pattern) => pattern.replaceAll('*', 'x'));
    return [
      start,
      ...(operands === 'any' ? [`${start} -- --anything here`] : []),
      ...(operands === 'paths' ? [`${start} any/file.txt`] : []),
      ...(option === undefined ? [] : [`${start} ${option}`]),
      ...(other === undefined ? [] : [`${start} ${other}`]),
    ];
  }
  if (path !== undefined) return [`${path}/any/file`];
  return host?.startsWith('*.') ? [host.replace('*', 'any')] : [];
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
