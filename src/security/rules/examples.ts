import { analyseCommand } from '../shell/analyse.ts';
import { findProgram } from '../shell/registry.ts';
import { allowsCommand } from './allowsCommand.ts';
import { commandsIn } from './lookThrough.ts';
import { matchesHost } from './matchesHost.ts';
import { namesCommand } from './namesCommand.ts';
import { matchesPath, type PatternBase } from './pathPattern.ts';
import type { Rule } from './rule.ts';
import { matchesText } from './wildcard.ts';

/** What does not come out as the rule's own examples say, in words. */
export function failingExamples(rule: Rule, base: PatternBase): string[] {
  return [
    ...(rule.match ?? [])
      .filter((text) => !covers(rule, text, base))
      .map((text) => `does not match its example ${JSON.stringify(text)}`),
    ...(rule.notMatch ?? [])
      .filter((text) => covers(rule, text, base))
      .map((text) => `matches ${JSON.stringify(text)}, which it says it must not`),
  ];
}

/** Whether a rule is about a command, path, host or name of a tool. For `allow`, every part of a command must be allowed by it. */
function covers(rule: Rule, text: string, base: PatternBase): boolean {
  if (rule.command && rule.decision === 'allow') {
    const { parts } = analyseCommand(text, { shell: 'bash', second: 'skip', root: base.root, find: findProgram });
    return (
      parts.length > 0 &&
      parts.every(({ calls }) => calls.length > 0 && calls.every((call) => allowsCommand(rule, call)))
    );
  }
  if (rule.command) return commandsIn(text).commands.some((one) => namesCommand(rule, one) !== 'no');
  if (rule.path !== undefined) {
    const path = /^(?:[/\\]|[A-Za-z]:)/.test(text)
      ? text
      : text.startsWith('~/')
        ? `${base.userHome}${text.slice(1)}`
        : `${base.root}/${text}`;
    return matchesPath(rule.path, path, base);
  }
  if (rule.host !== undefined) return matchesHost(rule.host, text);
  return matchesText(rule.tool ?? '', text);
}
