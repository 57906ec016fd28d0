import { type Classifier, createClassifierOf } from '../../src/security/classifier/judgeUnits.ts';
import type { WeightsFile } from '../../src/security/classifier/model.ts';
import { unitsOf } from '../../src/security/classifier/units.ts';
import { isSecret } from '../../src/security/paths.ts';
import { analyseCommand } from '../../src/security/shell/analyse.ts';
import { findProgram } from '../../src/security/shell/registry.ts';
import { type Label, readLabelled } from './data.mts';
import type { Prepared } from './prepare.mts';

export type Decision = ReturnType<Classifier['judge']>['decision'];

export interface Judged {
  readonly command: string;
  readonly label: Label;
  readonly decision: Decision;
  readonly high: number;
}

/** Rows by label, columns by decision. */
export type Confusion = Readonly<Record<Label, Readonly<Record<Decision, number>>>>;

export function confusionOf(judged: readonly { readonly label: Label; readonly decision: Decision }[]): Confusion {
  const count = (label: Label) => {
    const of = judged.filter((one) => one.label === label);
    const by = (decision: Decision): number => of.filter((one) => one.decision === decision).length;
    return { low: by('low'), uncertain: by('uncertain'), high: by('high') };
  };
  return { LOW: count('LOW'), HIGH: count('HIGH') };
}

/** The commands that neither training nor thresholds saw, parted by whether their programs occur in training at all. */
export function measureHoldout(
  file: WeightsFile,
  examples: readonly Prepared[],
): Readonly<Record<'new' | 'known', Judged[]>> {
  const { judge } = createClassifierOf(() => file);
  const programs = new Set(examples.flatMap(({ units }) => units.map(({ program }) => program)));
  const result = { new: [] as Judged[], known: [] as Judged[] };
  for (const { command, label } of readLabelled('holdout.tsv')) {
    const isNew = unitsOf(command).units.some(({ program }) => !programs.has(program));
    result[isNew ? 'new' : 'known'].push({ command, label, ...judge(command) });
  }
  return result;
}

/** Commands that were labelled when all was done, without those that stand in the training data to the letter. */
export function measureBlind(file: WeightsFile, examples: readonly Prepared[]): Judged[] {
  const { judge } = createClassifierOf(() => file);
  const seen = new Set(examples.map(({ command }) => command));
  return readLabelled('blind.tsv')
    .filter(({ command }) => !seen.has(command))
    .map(({ command, label }) => ({ command, label, ...judge(command) }));
}

/** How often a person is asked over a working day. */
export interface Day {
  readonly commands: number;
  readonly harmless: number;
  /** Prompts without the classifier: every command that is not understood as read-only. */
  readonly asksByDefault: number;
  /** Those of them that are for harmless commands. */
  readonly harmlessByDefault: number;
  readonly asksInAuto: number;
  /** Harmless commands for which Auto still asks, with how often. */
  readonly stillAsked: readonly { readonly command: string; readonly times: number }[];
  readonly missed: readonly string[];
}

export function measureDay(file: WeightsFile): Day {
  const { judge } = createClassifierOf(() => file);
  const rows = readLabelled('everyday.tsv').map(({ command, label, columns: [times] }) => {
    const analysis = analyseCommand(command, { shell: 'bash', second: 'skip', root: '/project', find: findProgram });
    const looks = analysis.decision === 'allow' && !analysis.reads.some(({ path }) => isSecret(path));
    const low = judge(command).decision === 'low';
    return { command, label, times: Number(times), looks, asked: !looks && !low };
  });
  const sum = (of: typeof rows): number => of.reduce((total, { times }) => total + times, 0);
  return {
    commands: sum(rows),
    harmless: sum(rows.filter(({ label }) => label === 'LOW')),
    asksByDefault: sum(rows.filter(({ looks }) => !looks)),
    harmlessByDefault: sum(rows.filter(({ label, looks }) => label === 'LOW' && !looks)),
    asksInAuto: sum(rows.filter(({ asked }) => asked)),
    stillAsked: rows.filter(({ label, asked }) => label === 'LOW' && asked),
    missed: rows.filter(({ label, asked }) => label === 'HIGH' && !asked).map(({ command }) => command),
  };
}

/** Wilson's score interval (1927) at 95 % for `hits` of `all`. */
export function wilson(hits: number, all: number): readonly [number, number] {
  if (all === 0) return [0, 1];
  const z = 1.96;
  const share = hits / all;
  const middle = share + (z * z) / (2 * all);
  const spread = z * Math.sqrt((share * (1 - share)) / all + (z * z) / (4 * all * all));
  const below = 1 + (z * z) / all;
  return [Math.max(0, (middle - spread) / below), Math.min(1, (middle + spread) / below)];
}
