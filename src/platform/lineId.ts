/**
 * An answer to a line as JSON, which begins with the id of that line as it was written: a number keeps the digits that
 * are lost where it is read.
 */
export function answerText(line: string, answer: object): string {
  const { id, ...rest }: { readonly id?: unknown } = answer;
  if (typeof id !== 'number' || Number.isSafeInteger(id)) return JSON.stringify(answer);
  const body = JSON.stringify(rest).slice(1);
  return `{"id":${writtenId(line) ?? JSON.stringify(id)}${body === '}' ? '' : ','}${body}`;
}

/** The id of a line that is broken elsewhere, where it can still be read. */
export function idIn(line: string): unknown {
  const found = foundId(line);
  if (found === undefined) return null;
  try {
    return JSON.parse(found);
  } catch {
    return null;
  }
}

function foundId(line: string): string | undefined {
  return /"id"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[Ee][-+]?\d+)?)/.exec(line)?.[1];
}

/** How the number that is the id of a line is written there. */
function writtenId(line: string): string | undefined {
  const written = new Map<unknown, string>();
  try {
    const whole: unknown = JSON.parse(line, function (this: unknown, key, value, context?: { source?: string }) {
      if (key === 'id' && context?.source !== undefined) written.set(this, context.source);
      return value;
    });
    return written.get(whole);
  } catch {
    return foundId(line);
  }
}
