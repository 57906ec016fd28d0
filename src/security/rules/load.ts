import * as z from 'zod';
import type { RuleFile } from '../../agent/ruleFiles.ts';
import { failingExamples } from './examples.ts';
import type { PatternBase } from './pathPattern.ts';
import { type PlacedRule, Rule } from './rule.ts';

/** The rules that count now. */
export interface RuleSet {
  readonly rules: readonly PlacedRule[];
  /** What is wrong with the files, a sentence each for the person, with what to do. */
  readonly problems: readonly string[];
  /**
   * A file that may forbid something cannot be used: no allow rule counts, and whatever is more than looking asks, since
   * nobody knows what it says.
   */
  readonly unreadable: string | undefined;
}

const Settings = z.looseObject({ rules: z.array(z.unknown()).max(2000).optional() });

/**
 * Reads the rules out of the texts of the files. One wrong rule, or one example that comes out other than it is written,
 * and the whole file counts for nothing. A project's rules can only tighten.
 */
export function loadRules(files: readonly RuleFile[], base: PatternBase): RuleSet {
  const rules: PlacedRule[] = [];
  const problems: string[] = [];
  let unreadable: string | undefined;
  for (const file of files) {
    const read = rulesOf(file, base);
    if (typeof read === 'string') {
      problems.push(read);
      unreadable ??= read;
      continue;
    }
    const tightens = file.source === 'project' || file.tightenOnly === true;
    const loosening = tightens ? read.filter(({ decision }) => decision === 'allow') : [];
    if (loosening.length > 0) problems.push(ignored(file, loosening));
    rules.push(...read.filter((rule) => !loosening.includes(rule)));
  }
  return {
    rules: unreadable === undefined ? rules : rules.filter(({ decision }) => decision !== 'allow'),
    problems,
    unreadable,
  };
}

/** The rules of one file, or what is wrong with it. */
function rulesOf({ source, path, text, problem }: RuleFile, base: PatternBase): PlacedRule[] | string {
  if (problem !== undefined) return broken(path, problem);
  if (text === undefined) return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return broken(path, `it is no JSON (${oneLine(why)})`);
  }
  const settings = Settings.safeParse(value);
  if (!settings.success) return broken(path, 'it must be an object whose key "rules" holds a list');
  const rules: PlacedRule[] = [];
  for (const [index, entry] of (settings.data.rules ?? []).entries()) {
    const number = index + 1;
    const parsed = Rule.safeParse(entry);
    if (!parsed.success) return broken(path, `rule ${number} ${whatIsWrong(parsed.error)}`);
    const rule = { ...parsed.data, source, file: path, number };
    const [failing] = failingExamples(rule, base);
    if (failing !== undefined) return broken(path, `rule ${number} ${failing}`);
    rules.push(rule);
  }
  return rules;
}

function broken(path: string, why: string): string {
  return `The rules in ${path} are not used: ${why}. Until it is mended, no saved rule lets anything through, and everything that does more than look asks. Correct the file, or remove the rule.`;
}

function ignored({ path, source }: RuleFile, rules: readonly PlacedRule[]): string {
  const why =
    source === 'project' ? 'a project can only' : 'nobody can tell on this system whose file it is, so it can only';
  const which = rules.map(({ number }) => number).join(', ');
  return `In ${path}, what ${rules.length === 1 ? `rule ${which} allows` : `the rules ${which} allow`} is ignored: ${why} ask more and forbid more. Put it into your own settings if you want it.`;
}

function whatIsWrong({ issues }: z.ZodError): string {
  const [issue] = issues;
  if (!issue) return 'does not fit';
  const place = issue.path.join('.');
  if (issue.code === 'custom') return issue.message;
  if (issue.code === 'unrecognized_keys') return `has the unknown key ${issue.keys.join(', ')}`;
  return `does not fit at "${place}": ${oneLine(issue.message)}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 200);
}
