import { isPlain, keys, type Verbs, verbsOf } from '../../src/security/classifier/familiar.ts';
import { type Features, featuresOf, reliefUses } from '../../src/security/classifier/features.ts';
import { type Unit, unitsOf } from '../../src/security/classifier/units.ts';
import type { Example, Label } from './data.mts';

/** One part of a command with the indices of its features. */
export interface PreparedUnit {
  readonly program: string;
  readonly unit: Unit;
  readonly verbs: Verbs;
  readonly features: Features;
}

/** An example with everything that does not depend on weights. */
export interface Prepared {
  readonly command: string;
  readonly label: Label;
  readonly family: string;
  readonly production: string;
  readonly units: readonly PreparedUnit[];
  /** What its form alone says. */
  readonly floor: 'none' | 'uncertain' | 'high';
}

/** All examples, and the uses of options that only show what would be done. */
export function prepare(examples: readonly Example[]): { readonly prepared: Prepared[]; readonly reliefs: string[] } {
  const taken = examples.map((example) => ({ ...example, ...unitsOf(example.command) }));
  const reliefs = reliefsOf(taken);
  const known = new Set(reliefs);
  const prepared = taken.map(({ command, label, family, production, units, floors }): Prepared => {
    const high = floors.some(({ level }) => level === 'high');
    return {
      command,
      label,
      family,
      production,
      units: units.map((unit) => ({
        program: unit.program,
        unit,
        verbs: verbsOf(unit),
        features: featuresOf(unit, (use) => known.has(use)),
      })),
      floor: high ? 'high' : floors.length > 0 ? 'uncertain' : 'none',
    };
  });
  return { prepared, reliefs };
}

/** The uses that LOW commands show and no HIGH one does. */
function reliefsOf(examples: readonly { readonly label: Label; readonly units: readonly Unit[] }[]): string[] {
  const uses: Record<Label, Set<string>> = { LOW: new Set(), HIGH: new Set() };
  for (const { label, units } of examples)
    for (const unit of units) for (const use of reliefUses(unit)) uses[label].add(use);
  return [...uses.LOW].filter((use) => !uses.HIGH.has(use)).sort();
}

/** Plain words at one place of harmless commands, from which any other is taken to be harmless, too. */
const enough = 3;

/**
 * How harmless commands begin: the keys that `isFamiliar` asks for. A place is open to any plain word where harmless
 * commands have several there, and no HIGH one that nothing else would stop.
 */
export function seenKeys(examples: readonly Prepared[], reliefs: readonly string[]): Set<string> {
  const seen = new Set(reliefs.map(keys.relief));
  const places = new Map<string, Set<string>>();
  const closed = new Set<string>();
  for (const { label, floor, units } of examples)
    for (const { verbs } of units) {
      const { first, second, all } = verbs;
      const found = [
        [keys.openFirst(verbs), first],
        [keys.openSecond(verbs), second],
      ].filter(([, word]) => word !== undefined && isPlain(word));
      if (label === 'LOW') {
        seen.add(keys.program(verbs));
        for (const word of [first, ...all]) seen.add(keys.first(verbs, word));
        if (isPlain(second) || second.startsWith('-')) seen.add(keys.second(verbs, second));
        for (const [key = '', word = ''] of found) places.set(key, (places.get(key) ?? new Set()).add(word));
      } else if (floor === 'none') for (const [key = ''] of found) closed.add(key);
    }
  for (const [key, words] of places) if (words.size >= enough && !closed.has(key)) seen.add(key);
  return seen;
}
