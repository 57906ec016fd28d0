import type { OfferedRule } from '../../agent/gatePorts.ts';
import type { RuleEntry } from '../../agent/ruleFiles.ts';
import type { Decision } from '../../protocol/risk.ts';
import type { Scene } from '../look.ts';
import { isSecret, isTrustedByPrograms } from '../paths.ts';
import type { Part, SimpleCall } from '../shell/analysis.ts';
import { openFindings } from '../shell/coverage.ts';
import { allowsCommand, isWorkspacePath } from './allowsCommand.ts';
import { alsoCovers } from './alsoCovers.ts';
import { failingExamples } from './examples.ts';
import { proposedFamilies } from './families.ts';
import { isOpenEnded } from './openEnded.ts';
import { type PlacedRule, Rule, ruleText } from './rule.ts';

/** More parts than this nobody reads before saying "always". */
const maxRules = 4;

/**
 * Rules that would let a call through from now on, that has to be asked about: one for all of it first, then each by
 * itself. None where saving them would not spare the question: `tries` judges the call as if they were saved.
 */
export async function proposeRules(
  scene: Scene,
  tries: (rules: readonly PlacedRule[]) => Promise<Decision>,
): Promise<OfferedRule[]> {
  const { call } = scene;
  if (call.outside || call.tainted !== undefined || scene.unreadable !== undefined || scene.restricted.length > 0)
    return [];
  const rules = scene.judged ? forCommand(scene) : forTargets(scene);
  if (rules.length === 0 || rules.length > maxRules) return [];
  const placed = rules.map((rule, index): PlacedRule => ({ ...rule, source: 'user', file: '', number: index + 1 }));
  if (placed.some((rule) => failingExamples(rule, scene.base).length > 0)) return [];
  if ((await tries(placed)) !== 'allow') return [];
  const whole = offer('all', rules, scene);
  return rules.length === 1
    ? [whole]
    : [whole, ...rules.map((rule, index) => offer(`part-${index + 1}`, [rule], scene))];
}

function offer(id: string, rules: readonly Rule[], scene: Scene): OfferedRule {
  const note = rules.some(({ unsandboxed }) => unsandboxed) ? ' (also without the sandbox)' : '';
  return {
    id,
    text: rules.map(ruleText).join(', ') + note,
    alsoCovers: rules.flatMap((rule) => alsoCovers(rule, scene)).slice(0, 6),
    rules: rules.map(entryOf),
  };
}

function entryOf({
  decision,
  tool,
  command,
  options,
  operands,
  unsandboxed,
  path,
  access,
  host,
  match,
}: Rule): RuleEntry {
  return {
    decision,
    ...(tool === undefined ? {} : { tool }),
    ...(command === undefined ? {} : { command }),
    ...(options === undefined || options.length === 0 ? {} : { options }),
    ...(operands === undefined || operands === 'none' ? {} : { operands }),
    ...(unsandboxed ? { unsandboxed } : {}),
    ...(path === undefined ? {} : { path }),
    ...(access === undefined ? {} : { access }),
    ...(host === undefined ? {} : { host }),
    ...(match === undefined ? {} : { match }),
  };
}

/** One rule for each part that is not let through yet; none where something else than its programs asks. */
function forCommand({ judged, sandbox, call }: Scene): Rule[] {
  if (judged?.decision !== 'ask') return [];
  const { parts, findings, allowed } = judged;
  const asking = parts.filter((part) => part.findings.length > 0 && !allowed.has(part));
  if (openFindings(findings, parts, new Set(parts)).length > 0) return [];
  const alone = parts.length === 1 && parts[0]?.text === call.targets.command?.trim();
  const rules = asking.map((part) => ruleFor(part, alone));
  const known = rules.flatMap((rule) => (rule ? [rule] : []));
  if (known.length < rules.length) return [];
  const unsandboxed = sandbox?.available ? {} : { unsandboxed: true };
  return distinct(known.map((rule) => ({ ...rule, ...unsandboxed })));
}

/** The rule that covers a part in every way in which it may run: a known family, a careful generalisation, its exact text. */
function ruleFor(part: Part, alone: boolean): Rule | undefined {
  const { calls, text } = part;
  const [first] = calls;
  if (!first || text.length > 1000) return undefined;
  const family = proposedFamilies().find((one) => calls.every((call) => allowsCommand(one, call)));
  if (family) return { ...family, match: [text] };
  const words = first.words.flatMap((word) => (word.text === undefined ? [] : [word.text]));
  const prefix = prefixOf(words);
  const exact: Rule = { decision: 'allow', command: words, match: [text] };
  const literal = words.length === first.words.length;
  if (isOpenEnded(prefix)) {
    // What runs other programs is saved as it is, and counts only by itself.
    return literal && calls.length === 1 && (alone || !isOpenEnded(words)) && !first.redirected ? exact : undefined;
  }
  const general = mayRunOperands(prefix) && hasOperands(calls) ? undefined : generalised(first, prefix, text);
  if (general && calls.every((call) => allowsCommand(general, call))) return general;
  return literal && calls.length === 1 ? exact : undefined;
}

/** Words by which a program says that it runs what follows. */
const running =
  /^(?:run|exec|execute|x|eval|script|shell|dlx|start|watch|debug|call|invoke|load|launch|do|with|node|python)$/i;

/** Of a program that is known by its name only nobody can say that it does not run the file that it is given. */
function mayRunOperands(prefix: readonly string[]): boolean {
  return prefix.length < 2 || prefix.slice(1).some((word) => running.test(word));
}

function hasOperands(calls: readonly SimpleCall[]): boolean {
  return calls.some(({ words }) =>
    words.slice(1).some(({ text, head }) => !head.startsWith('-') && !isPlainWord(text)),
  );
}

function isPlainWord(text: string | undefined): boolean {
  return text !== undefined && /^[a-z][a-z0-9:_-]*$/i.test(text);
}

/** The program and its subcommands: the plain words before the first option, path or anything longer. */
function prefixOf(words: readonly string[]): string[] {
  const end = words.findIndex((word, index) => index > 0 && !isPlainWord(word));
  return words.slice(0, end < 0 ? words.length : end);
}

/** The same subcommand with the same options, and any files of the workspace where this one names files. */
function generalised({ words, places }: SimpleCall, prefix: readonly string[], text: string): Rule | undefined {
  const rest = words.slice(prefix.length);
  const options = rest.flatMap((word) => (word.head.startsWith('-') ? [word] : []));
  const operands = rest.filter((word) => !word.head.startsWith('-'));
  // A star in an option would stand for anything.
  if (options.some((word) => word.text === undefined || /[*\s]/.test(word.text) || word.text === '--'))
    return undefined;
  if (!operands.every((word) => isWorkspacePath(word, places))) return undefined;
  return {
    decision: 'allow',
    command: [...prefix],
    options: [...new Set(options.map((word) => word.text ?? ''))],
    operands: operands.length > 0 ? 'paths' : 'none',
    match: [text],
  };
}

/** For a tool: the file or folder outside that it reads or writes, the files below a folder inside, or its one host. */
function forTargets({ call, paths, base }: Scene): Rule[] {
  const hosts = call.targets.hosts ?? [];
  if (paths.length === 0) {
    const rules = hosts.map((host) => Rule.safeParse({ decision: 'allow', tool: call.tool, host, match: [host] }));
    return rules.flatMap((parsed) => (parsed.success ? [parsed.data] : []));
  }
  const [one, ...others] = paths;
  // What is reached through a link, deleted, secret or trusted by programs is decided each time.
  if (!one || others.length > 0 || one.access === 'delete' || one.lexical !== one.real) return [];
  if (isSecret(one.real) || isTrustedByPrograms(one.real)) return [];
  const path = shortened(one.real, base.root);
  return /[*?]/.test(path) ? [] : [{ decision: 'allow', path, access: [one.access], match: [path] }];
}

function shortened(path: string, root: string): string {
  const inside = path.startsWith(`${root}/`) || path.startsWith(`${root}\\`);
  return inside ? path.slice(root.length + 1).replaceAll('\\', '/') : path;
}

function distinct(rules: readonly Rule[]): Rule[] {
  const key = (rule: Rule): string => JSON.stringify({ ...rule, match: undefined });
  return rules.filter((rule, at) => rules.findIndex((other) => key(other) === key(rule)) === at);
}
