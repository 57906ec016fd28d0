/** The lines of a file, found by what they say. Two lines are the same where `key` makes the same of them. */
export interface LineIndex {
  /** Where these lines stand one after the other, ascending. Throws `TooMuchWork`. */
  places(wanted: readonly string[], work: Work): readonly number[];
}

/** How many comparisons may still be made; keeps hostile patches on repetitive files from taking for ever. */
export interface Work {
  left: number;
}

export class TooMuchWork extends Error {
  override readonly name = 'TooMuchWork';
}

export function createLineIndex(lines: readonly string[], key: (line: string) => string): LineIndex {
  const known = new Map<string, number>();
  const positions: number[][] = [];
  const ids = new Int32Array(lines.length);
  for (const [index, line] of lines.entries()) {
    const wanted = key(line);
    let id = known.get(wanted);
    if (id === undefined) {
      id = positions.length;
      known.set(wanted, id);
      positions.push([]);
    }
    ids[index] = id;
    positions[id]?.push(index);
  }

  /** Hunks may be equal but for their `@@` lines; what was found for one holds for the others. */
  const answers = new Map<string, readonly number[]>();

  return {
    places(wanted, work) {
      const sought: number[] = [];
      let rarest = 0;
      for (const [offset, line] of wanted.entries()) {
        const id = known.get(key(line));
        if (id === undefined) return [];
        sought.push(id);
        if ((positions[id]?.length ?? 0) < (positions[sought[rarest] ?? 0]?.length ?? 0)) rarest = offset;
      }
      const question = sought.length <= mostRemembered ? sought.join() : undefined;
      const answer = question === undefined ? undefined : answers.get(question);
      if (answer) return answer;
      const found: number[] = [];
      for (const position of positions[sought[rarest] ?? -1] ?? []) {
        const start = position - rarest;
        if (start < 0 || start + sought.length > lines.length) continue;
        let same = 0;
        while (same < sought.length && ids[start + same] === sought[same]) same++;
        work.left -= same + 1;
        if (work.left < 0) throw new TooMuchWork('the file repeats itself too much');
        if (same === sought.length) found.push(start);
      }
      if (question !== undefined) answers.set(question, found);
      return found;
    },
  };
}

/** Questions of up to this many lines are remembered with their answers. */
const mostRemembered = 20;

/** How many of the ascending numbers are smaller than the limit. */
export function countBelow(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? limit) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
