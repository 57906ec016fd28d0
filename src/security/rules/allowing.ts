import type { SimpleCall } from '../shell/analysis.ts';
import { allowsCommand } from './allowsCommand.ts';
import { matchesHost } from './matchesHost.ts';
import { isOpenEnded } from './openEnded.ts';
import { matchesPath, namesExactly, type PatternBase } from './pathPattern.ts';
import type { PlacedRule } from './rule.ts';
import { matchesText } from './wildcard.ts';

/** What the person's allow rules say on one call of a tool. Each answers with the rule that lets it through. */
export interface Allowing {
  command(call: SimpleCall, alone: boolean): PlacedRule | undefined;
  /** `exactly`: only a rule that names this very file counts, since it is a secret or one that programs trust. */
  path(access: 'read' | 'write' | 'delete', lexical: string, real: string, exactly: boolean): PlacedRule | undefined;
  host(host: string): PlacedRule | undefined;
  /** The tool by its name, whatever it does inside the workspace. */
  tool(): PlacedRule | undefined;
}

export function allowing(
  all: readonly PlacedRule[],
  { tool, sandboxed, base }: { readonly tool: string; readonly sandboxed: boolean; readonly base: PatternBase },
): Allowing {
  const rules = all.filter((rule) => rule.decision === 'allow' && ofTool(rule, tool));
  return {
    command(call, alone) {
      const words = call.words.flatMap(({ text }) => (text === undefined ? [] : [text]));
      // What runs other programs counts only as a whole, so that nothing is fed to it.
      return rules.find(
        (rule) =>
          rule.command !== undefined &&
          (sandboxed || rule.unsandboxed === true) &&
          (alone || !isOpenEnded(rule.command) || !isOpenEnded(words)) &&
          allowsCommand(rule, call),
      );
    },
    path(access, lexical, real, exactly) {
      return rules.find(({ path, access: granted }) => {
        if (path === undefined || (granted && !granted.includes(access))) return false;
        const fits = exactly ? namesExactly : matchesPath;
        return fits(path, lexical, base) && (lexical === real || fits(path, real, base));
      });
    },
    host: (host) => rules.find((rule) => rule.host !== undefined && matchesHost(rule.host, host)),
    tool: () =>
      rules.find(({ command, path, host }) => command === undefined && path === undefined && host === undefined),
  };
}

export function ofTool(rule: PlacedRule, tool: string): boolean {
  return rule.tool === undefined || matchesText(rule.tool, tool);
}
