/**
 * Cuts Markdown into pieces that can be rendered one by one, so that what is finished need not be parsed again while
 * more streams in. Joined, the pieces are the text. A cut is made only at a blank line outside a fence before a line
 * that cannot belong to what stands above; with reference definitions, which act at a distance, nothing is cut.
 */
export function markdownBlocks(text: string): string[] {
  if (/^ {0,3}\[[^\]\n]+\]:/m.test(text)) return [text];
  const blocks: string[] = [];
  let start = 0;
  let position = 0;
  let blank = false;
  let fence: string | undefined;
  for (const line of text.split('\n')) {
    const opened = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    if (fence === undefined && blank && position > start && startsBlock(line)) {
      blocks.push(text.slice(start, position));
      start = position;
    }
    if (fence !== undefined) {
      if (opened?.[1]?.startsWith(fence) && opened[2]?.trim() === '') fence = undefined;
    } else if (opened) {
      fence = opened[1];
    }
    blank = line.trim() === '';
    position += line.length + 1;
  }
  if (start < text.length) blocks.push(text.slice(start));
  return blocks;
}

/** Neither blank, nor indented, nor a further item of a list (or what may become one while it streams), nor raw HTML. */
function startsBlock(line: string): boolean {
  return line !== '' && !/^(\s|[-*+](\s|$)|\d{1,9}([.)](\s|$)|$)|<)/.test(line);
}
