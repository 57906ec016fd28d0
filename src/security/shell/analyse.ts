import { type Analysis, createNotes } from './analysis.ts';
import { bareText } from './bareText.ts';
import { characterChecks } from './checks/characters.ts';
import { limits, maxLength, tooLong, tooMuch } from './checks/limits.ts';
import { execution } from './checks/meaning.ts';
import { parsing } from './checks/syntax.ts';
import { onlyInZsh, zshChecks } from './checks/zsh.ts';
import { evaluateScript } from './evaluate.ts';
import { readShape, type Shape } from './parse.ts';
import type { Program } from './programs/program.ts';
import type { SecondParser } from './secondParser.ts';

export interface AnalyseOptions {
  /** The shell that will run the command. */
  readonly shell: string;
  /** Absolute path of the folder in which it runs, for `$PWD`. */
  readonly root?: string;
  /** The second opinion; or why there is none, which makes every command ask. Skipped for texts of our own only. */
  readonly second: SecondParser | { readonly missing: string } | 'skip';
  readonly find: (name: string) => Program | undefined;
}

/**
 * Judges a command from its text alone: the forty checks on its characters, its syntax and its meaning. What it reads
 * and which programs it runs is returned, to be judged where the system is known. Never throws: a check that fails is a
 * deny.
 */
export function analyseCommand(text: string, options: AnalyseOptions): Analysis {
  const notes = createNotes(text);
  try {
    judge(text, options, notes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    notes.report(limits, `The command could not be judged: ${why}`, [0, text.length]);
  }
  const { findings } = notes;
  const denied = findings.some(({ check }) => check.verdict === 'deny');
  return {
    decision: denied ? 'deny' : findings.length > 0 ? 'ask' : 'allow',
    findings,
    parts: notes.parts(),
    reads: notes.reads(),
    writes: notes.writes(),
    programs: [...notes.programs],
    git: notes.git(),
  };
}

function judge(text: string, options: AnalyseOptions, notes: ReturnType<typeof createNotes>): void {
  const whole = [0, text.length] as const;
  const { shell, second } = options;
  // Nothing longer than this is even read: what looks for signs in it would take too long itself.
  const bare = text.length > maxLength ? undefined : bareText(text);
  const long = tooLong(bare ?? { text, visible: '' });
  if (long !== undefined) notes.report(limits, long, whole);
  if (!bare) return;
  for (const check of [...characterChecks, ...zshChecks]) {
    const why = check.find(bare);
    if (why !== undefined) notes.report(check, why, whole);
  }
  if (notes.findings.some(({ check }) => check.verdict === 'deny')) return;

  const shape = readShape(text);
  const much = tooMuch(shape);
  if (much !== undefined) {
    notes.report(limits, much, whole);
    return;
  }
  for (const error of shape.errors) notes.report(parsing, `bash would not read this: ${error}.`, whole);
  if (!bare.balanced)
    notes.report(parsing, 'Its quotes and brackets are read differently by different readers.', whole);
  if (/\$\\\n/.test(text))
    notes.report(parsing, 'A line goes on right after a dollar sign, which hides what the shell puts in.', whole);
  const doubt = secondOpinion(text, shape, second);
  if (doubt !== undefined) notes.report(parsing, doubt, whole);
  if (shell === 'zsh') {
    const why = onlyInZsh(bare);
    if (why !== undefined) notes.report(zshChecks[0], why, whole);
  } else if (shell !== 'bash') {
    notes.report(execution, `Commands for ${shell} are not judged.`, whole);
  }
  const { find, root } = options;
  evaluateScript(shape.script, { notes, find, root, places: ['.'], bindings: new Map(), chosen: new Map() });
}

function secondOpinion(text: string, shape: Shape, second: AnalyseOptions['second']): string | undefined {
  if (second === 'skip') return undefined;
  if (typeof second !== 'function')
    return `The second parser is missing, so no command is let through: ${second.missing}`;
  const words = second(text);
  if (!words) return 'The second parser finds a syntax error.';
  const same =
    words.length === shape.commandWords.length &&
    words.every(([start, end], index) => {
      const other = shape.commandWords[index];
      return other?.[0] === start && other[1] === end;
    });
  return same ? undefined : 'Two parsers read it differently.';
}
