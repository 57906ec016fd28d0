import { addValues } from './bindings.ts';
import { pathFrom } from './places.ts';
import type { Use } from './programs/program.ts';
import type { Context } from './scope.ts';

/** What a program's description reports goes to the notes, for every folder in which the command may stand. */
export function makeUse({ notes, places, bindings }: Context): Use {
  return {
    report: notes.report,
    read(access, argument, search) {
      for (const place of places) {
        notes.read({
          access,
          path: argument ? pathFrom(place, argument) : place,
          ...(argument?.pattern === undefined ? {} : { pattern: true as const }),
          ...(argument?.resplit ? { resplit: true as const } : {}),
          ...(search ? { search } : {}),
          at: argument?.at ?? [0, 0],
        });
      }
    },
    noDashes(argument) {
      if (argument.pattern === undefined) return;
      const pattern = { pattern: true as const, at: argument.at };
      for (const place of places)
        notes.read({ access: 'names', path: pathFrom(place, argument), ...pattern, noDashes: true });
    },
    bind(name) {
      addValues(bindings, name, [{ type: 'unknown', output: 'text' }]);
    },
  };
}
