/** Marks of quotes and lists at the beginning of one line, and marks of emphasis in one; nobody writes nearly so many. */
const most = { containers: 50, indentation: 200, emphasis: 500 } as const;

const containers = /^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))+/;

/**
 * True for Markdown nested so deep that the parser would run out of stack, or of time: it is shown as it is written. Code
 * in a fence is not nested, whatever is in it.
 */
export function nestsTooDeep(block: string): boolean {
  if (/^ {0,3}(?:`{3}|~{3})/.test(block)) return false;
  return block.split('\n').some((line) => {
    const marks = containers.exec(line)?.[0].match(/>|[-*+]|\d+[.)]/g)?.length ?? 0;
    const indentation = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    const emphasis = line.match(/\*+|_+|~+/g)?.length ?? 0;
    return marks > most.containers || (marks > 0 && indentation > most.indentation) || emphasis > most.emphasis;
  });
}
