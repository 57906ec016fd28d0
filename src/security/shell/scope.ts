import type { Flow, Notes } from './analysis.ts';
import type { Bindings } from './bindings.ts';
import { forEachChild, type ParsedScript, type SyntaxNode } from './parse.ts';
import type { Places } from './places.ts';
import type { Program } from './programs/program.ts';
import type { Binding, WordScope } from './words.ts';

/** Where a command stands while it is judged. */
export interface Context {
  readonly notes: Notes;
  /** The program of a name, where it is known. */
  readonly find: (name: string) => Program | undefined;
  /** Absolute path of the workspace's root, where it is known. */
  readonly root: string | undefined;
  readonly places: Places;
  /** The values that each variable can have. Assignments and `read` add to it. */
  readonly bindings: Bindings;
  /** How many rounds the loops around it make together, roughly. */
  readonly rounds?: number;
  /** One value for each variable. */
  readonly chosen: ReadonlyMap<string, Binding>;
}

export type Evaluate = (script: ParsedScript, context: Context) => Flow;

/** More combinations of values than this are not gone through; the variables count as unknown then. */
const maxChoices = 64;

export function scopeOf(context: Context, evaluate: Evaluate): WordScope {
  const { notes, places, root, chosen, bindings } = context;
  const [place, ...others] = places;
  const folder = root !== undefined && place !== undefined && others.length === 0 ? folderOf(root, place) : undefined;
  return {
    folder,
    bindings: chosen,
    report: notes.report,
    nested(script) {
      if (!script) return 'text';
      // What runs inside has the one value that was chosen for each variable.
      const values = new Map([...bindings].map(([name, all]) => [name, chosenOf(name, all)]));
      return evaluate(script, { ...context, bindings: values }).output;
      function chosenOf(name: string, all: readonly Binding[]): readonly Binding[] {
        const one = chosen.get(name);
        return one ? [one] : all;
      }
    },
  };
}

function folderOf(root: string, place: string): string {
  return place.startsWith('/') ? place : `${root}${place.slice(1)}`;
}

/** Every combination of values of the variables that a node names. */
export function singleBindings(node: SyntaxNode, { bindings }: Context): Map<string, Binding>[] {
  if (bindings.size === 0) return [new Map()];
  const names = new Set<string>();
  const visit = (one: SyntaxNode): void => {
    if (one.type === 'SimpleExpansion') names.add(one.text.slice(1).replace(/\\\n/g, ''));
    if (one.type === 'ParameterExpansion') names.add(one.parameter);
    if (one.type === 'ArithmeticWord') names.add(one.value.replace(/^\$\{?|\}$/g, ''));
    forEachChild(one, visit);
  };
  visit(node);
  const used = [...bindings].filter(([name]) => names.has(name));
  const count = used.reduce((product, [, values]) => product * Math.max(1, values.length), 1);
  let choices = [new Map<string, Binding>()];
  for (const [name, values] of used) {
    const options = values.length === 0 || count > maxChoices ? [unknownOf(values)] : values;
    choices = choices.flatMap((before) => options.map((value) => new Map(before).set(name, value)));
  }
  return choices;
}

/** Too many values to go through: only what is true of all of them. */
function unknownOf(values: readonly Binding[]): Binding {
  const all = (pattern: RegExp): boolean => values.every((value) => value.type === 'text' && pattern.test(value.value));
  if (!all(/^[\w.,:/+@%]+$/)) return { type: 'unknown', output: 'text' };
  return { type: 'unknown', output: all(/^(?:0|[1-9]\d*)$/) ? 'number' : 'plain', one: true };
}
