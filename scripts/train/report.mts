import type { WeightsFile } from '../../src/security/classifier/model.ts';
import { type Confusion, confusionOf, type Day, type Decision, type Judged, wilson } from './measure.mts';
import { calibrationError, type Series } from './plot.mts';
import type { Prepared } from './prepare.mts';
import { folds, type HeldOut, isOpen, probability } from './validate.mts';

export interface Outcome {
  readonly prepared: readonly Prepared[];
  readonly families: readonly HeldOut[];
  readonly productions: readonly HeldOut[];
  readonly file: WeightsFile;
  readonly limits: { readonly families: number; readonly productions: number };
  readonly series: readonly Series[];
  readonly holdout: Readonly<Record<'new' | 'known', readonly Judged[]>>;
  readonly blind: readonly Judged[];
  readonly day: Day;
  readonly bytes: number;
}

type Held = HeldOut & { readonly decision: Decision; readonly said: number };

export function report(outcome: Outcome): string {
  const { prepared, file, limits, series, holdout, blind, day, bytes } = outcome;
  const families = outcome.families.map((one) => decide(one, file, 'unknown', false));
  const productions = outcome.productions.map((one) => decide(one, file, 'known', true));
  const guarded = families.map((one) => (one.decision === 'low' ? { ...one, decision: 'uncertain' as const } : one));
  const count = (label: string): number => prepared.filter((one) => one.label === label).length;
  const programs = new Set(prepared.flatMap(({ units }) => units.map(({ program }) => program)));
  const used = new Set(
    prepared.filter(({ label }) => label === 'LOW').flatMap(({ units }) => units.map((u) => u.program)),
  );
  const { low, high } = file.thresholds;
  const [familyError = 0, productionError = 0] = series.map(({ points }) => calibrationError(points));
  return `# The risk model: what it was trained on and how well it does

Written by \`npm run train:risk\`; every number here comes out the same each time. What HIGH and LOW mean is in
[LABELS.md](../LABELS.md).

## Data

${prepared.length} commands (${count('LOW')} LOW, ${count('HIGH')} HIGH) of ${programs.size} programs in ${new Set(prepared.map(({ family }) => family)).size - 1} groups of related ones; of
${used.size} programs there are harmless uses. ${prepared.filter(({ family }) => family === 'by hand').length} commands are labelled by hand, the others come from the grammar, where
the label stands at the production.

## How it is measured

- **Families held out**: five folds, each of whole groups of programs. Commands of other groups that use a program of the
  fold are left out of its training, too. What is measured is what the general weights alone say of programs that they
  never saw. In use such a program always asks: that guard is left off here, because with it nothing could be missed.
- **Productions held out**: five folds of productions. The programs are known, the commands are not.
- **Hold-out set**: ${holdout.new.length + holdout.known.length} commands labelled by hand (\`holdout.tsv\`), of which ${holdout.new.length} are of programs that occur nowhere
  in training. Neither training nor thresholds saw them.

A command is let through below ${low}: the highest threshold at which at most 0.5 % of the held-out HIGH
commands would be, over all folds and in each fold, in both kinds of held-out data (families alone would allow
${limits.families.toFixed(4)}, productions alone ${limits.productions.toFixed(4)}). From ${high} on it is called HIGH, between them uncertain.

## Families held out: the general weights alone

${confusionTable(confusionOf(families))}

${missedLine(families)}

${foldTable(families)}

With the guard of unknown programs, as the classifier runs:

${confusionTable(confusionOf(guarded))}

Missed without the guard:

${missedList(families)}

## Productions held out: as the classifier runs

${confusionTable(confusionOf(productions))}

${missedLine(productions)}

${foldTable(productions)}

Most LOW commands that ask here begin with a word that the other folds never saw; of those whose beginning is known,
${percent(letThrough(productions.filter((one) => one.known && one.floor === 'none')))} pass.

Missed:

${missedList(productions)}

## Hold-out set

Programs that occur nowhere in training:

${confusionTable(confusionOf(holdout.new))}

Known programs:

${confusionTable(confusionOf(holdout.known))}

${missedLine([...holdout.new, ...holdout.known])}

${errorsOf(holdout.known, 'known programs')}

## Blind set

Commands labelled after the weights were final (\`blind.tsv\`), those of the training data left out. Nothing was mended for them.

${confusionTable(confusionOf(blind))}

${missedLine(blind)}

${errorsOf(blind, 'these')}

## Calibration

![Calibration](calibration.svg)

Expected calibration error: ${familyError.toFixed(3)} for families never seen, ${productionError.toFixed(3)} for known families (Platt's scaling, two
numbers each, fitted to the same held-out commands; only those for which the weights decide).

## What it saves

Over a working day of ${day.commands} commands (\`everyday.tsv\`: written by hand, with how often each comes up; ${day.harmless} of them are
LOW), the mode Default asks ${day.asksByDefault} times: for everything that is not understood as read-only. Auto asks ${day.asksInAuto} times.
That is **${percent(1 - day.asksInAuto / day.asksByDefault)} fewer prompts**; of the prompts for harmless commands ${percent(savedHarmless(day))} are gone. HIGH commands let
through: ${day.missed.length === 0 ? 'none' : day.missed.map((one) => `\`${one}\``).join(', ')}.

Harmless ones that Auto still asks about: ${day.stillAsked.map(({ command, times }) => `\`${command.split('\n')[0]}\` (${times})`).join(', ') || 'none'}.

## Size and speed

The weights file has ${(bytes / 1024).toFixed(1)} KB. The speed is a row of \`npm run bench\`, since it depends on the machine; the goal is 1 ms a
command.

## By family

LOW let through and HIGH missed, productions held out; the last column is HIGH missed with the whole family held out, by
the general weights alone.

${familyTable(productions, families)}
`;
}

function decide(one: HeldOut, file: WeightsFile, which: 'known' | 'unknown', strict: boolean): Held {
  const said = one.floor === 'high' ? 1 : probability(file.calibration[which], one.sum);
  const { low, high } = file.thresholds;
  const passes = isOpen(one, strict) && said < low;
  return { ...one, said, decision: passes ? 'low' : said >= high ? 'high' : 'uncertain' };
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(share < 0.02 ? 2 : 1)} %` : '–';
}

function confusionTable({ LOW, HIGH }: Confusion): string {
  const row = (name: string, { low, uncertain, high }: Confusion['LOW']): string =>
    `| ${name} | ${low} (${percent(low / (low + uncertain + high))}) | ${uncertain} | ${high} |`;
  return `| | called low | uncertain: asks | called high: asks |\n|---|---|---|---|\n${row('LOW', LOW)}\n${row('HIGH', HIGH)}`;
}

type Decided = Pick<Judged, 'label' | 'decision' | 'command'>;

const missedOf = (held: readonly Decided[]) =>
  held.filter(({ label, decision }) => label === 'HIGH' && decision === 'low');

function letThrough(held: readonly Decided[]): number {
  const low = held.filter(({ label }) => label === 'LOW');
  return low.filter(({ decision }) => decision === 'low').length / low.length;
}

function interval(held: readonly Decided[]): string {
  const all = held.filter(({ label }) => label === 'HIGH').length;
  const missed = missedOf(held).length;
  const [from, to] = wilson(missed, all);
  return `${missed} of ${all} = ${percent(missed / all)} (95 %: ${percent(from)} to ${percent(to)})`;
}

function missedLine(held: readonly Decided[]): string {
  return `HIGH called LOW: **${interval(held)}**. LOW let through: **${percent(letThrough(held))}**.`;
}

function foldTable(held: readonly Held[]): string {
  const rows = Array.from({ length: folds }, (_, fold) => {
    const of = held.filter((one) => one.fold === fold);
    return `| ${fold + 1} | ${of.length} | ${interval(of)} | ${percent(letThrough(of))} |`;
  });
  return `| fold | commands | HIGH called LOW | LOW let through |\n|---|---|---|---|\n${rows.join('\n')}`;
}

function missedList(held: readonly Held[]): string {
  const missed = [...missedOf(held)];
  if (missed.length === 0) return 'None.';
  return missed.map(({ command }) => `- ${code(command)}`).join('\n');
}

function code(command: string): string {
  const line = command.replaceAll('\n', '⏎');
  return line.includes('`') ? `\`\` ${line} \`\`` : `\`${line}\``;
}

function errorsOf(known: readonly Judged[], what: string): string {
  const missed = missedOf(known);
  const asked = known.filter(({ label, decision }) => label === 'LOW' && decision !== 'low');
  const list = (of: readonly Decided[]): string => of.map(({ command }) => code(command)).join(', ') || 'none';
  return `HIGH called LOW among ${what}: ${list(missed)}.\n\nLOW that asks among ${what}: ${list(asked)}.`;
}

/** The share of the prompts for harmless commands that are gone. */
function savedHarmless({ harmlessByDefault, stillAsked }: Day): number {
  return 1 - stillAsked.reduce((sum, { times }) => sum + times, 0) / harmlessByDefault;
}

function familyTable(productions: readonly Held[], families: readonly Held[]): string {
  const names = [...new Set(productions.map(({ family }) => family))];
  const rows = names.map((name) => {
    const of = productions.filter(({ family }) => family === name);
    const own = families.filter(({ family }) => family === name);
    const low = of.filter(({ label }) => label === 'LOW');
    const high = of.filter(({ label }) => label === 'HIGH').length;
    const passed = low.filter(({ decision }) => decision === 'low').length;
    return `| ${name} | ${passed} of ${low.length} | ${missedOf(of).length} of ${high} | ${own.length > 0 ? missedOf(own).length : '–'} |`;
  });
  return `| family | LOW let through | HIGH missed | family held out |\n|---|---|---|---|\n${rows.join('\n')}`;
}
