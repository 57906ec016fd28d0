/** Leads from a place in the output of a stage back to the place in its input. */
export interface Shifts {
  /** Says that `count` characters of the input are missing in the output at `at`. Called with `at` never falling. */
  removed(at: number, count: number): void;
  /** Place in the input of what stands at `at` in the output. */
  source(at: number): number;
  /** Nobody will ask about places before `at` any more. */
  forget(at: number): void;
}

export function createShifts(): Shifts {
  let places: number[] = [];
  let totals: number[] = [];

  /** Index of the last entry at or before a place, -1 where there is none. */
  function entryAt(at: number): number {
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((places[middle] ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  return {
    removed(at, count) {
      const total = (totals.at(-1) ?? 0) + count;
      if (places.at(-1) === at) {
        totals[totals.length - 1] = total;
        return;
      }
      places.push(at);
      totals.push(total);
    },
    source(at) {
      return places.length === 0 ? at : at + (totals[entryAt(at)] ?? 0);
    },
    forget(at) {
      if (places.length < 256) return;
      const keep = entryAt(at);
      if (keep <= 0) return;
      places = places.slice(keep);
      totals = totals.slice(keep);
    },
  };
}
