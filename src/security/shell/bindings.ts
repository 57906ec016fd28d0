import type { Binding } from './words.ts';

/** What each variable that is surely set can hold, as far as a command has been walked through. */
export type Bindings = Map<string, readonly Binding[]>;

/** A variable gets further values. Those from before stay: `continue` and the like lead round what sets it. */
export function addValues(bindings: Bindings, name: string, values: readonly Binding[]): void {
  bindings.set(name, distinct([...(bindings.get(name) ?? []), ...values]));
}

/** After one of several ways: what is set on each of them is set, to anything that it is on one of them. */
export function joinWays(into: Bindings, ways: readonly Bindings[]): void {
  const [first = new Map<string, readonly Binding[]>(), ...others] = ways;
  const joined = [...first.keys()]
    .filter((name) => others.every((way) => way.has(name)))
    .map((name) => [name, distinct(ways.flatMap((way) => way.get(name) ?? []))] as const);
  into.clear();
  for (const [name, values] of joined) into.set(name, values);
}

/** What was set since then was set perhaps: a variable may hold what it did before, and that is anything where it is not known. */
export function perhaps(bindings: Bindings, before: Bindings): void {
  for (const name of [...bindings.keys()])
    addValues(bindings, name, before.get(name) ?? [{ type: 'unknown', output: 'text' }]);
}

/** Values are only ever added, so that their numbers tell whether any were. */
export function sameValues(one: Bindings, other: Bindings): boolean {
  return one.size === other.size && [...one].every(([name, values]) => other.get(name)?.length === values.length);
}

function distinct(values: readonly Binding[]): readonly Binding[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
