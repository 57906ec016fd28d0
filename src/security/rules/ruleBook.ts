import type { RuleFile } from '../../agent/ruleFiles.ts';
import { loadRules, type RuleSet } from './load.ts';
import type { PatternBase } from './pathPattern.ts';

const none: RuleSet = { rules: [], problems: [], unreadable: undefined };

/** The rules as the files have them now; their texts are gone through again only where one has changed. */
export function createRuleBook(
  read: (() => Promise<readonly RuleFile[]>) | undefined,
  base: PatternBase,
): () => Promise<RuleSet> {
  let last: { readonly files: readonly RuleFile[]; readonly set: RuleSet } | undefined;
  return async () => {
    if (!read) return none;
    const files = await read();
    if (last?.files !== files) last = { files, set: loadRules(files, base) };
    return last.set;
  };
}
