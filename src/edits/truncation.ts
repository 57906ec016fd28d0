/**
 * The first line of a new text that stands for code left out ("… rest of the code unchanged"), unless the text that it
 * replaces has the very same line. `undefined` when there is none.
 */
export function truncationMarker(newText: string, replaced: string): string | undefined {
  if (!hint.test(newText)) return undefined;
  const known = new Set(replaced.split('\n').map((line) => line.trim()));
  for (const raw of newText.split('\n')) {
    const line = raw.trim();
    if (line.length > 160 || known.has(line)) continue;
    const comment = commentText(line);
    if (comment !== undefined && leavesOut(comment)) return line;
  }
  return undefined;
}

const hint = /rest|remain|existing|unchanged|previous|omitted|same|other/i;

/** What a comment says, without its signs; also a bare line that begins with an ellipsis, or stands in brackets. */
function commentText(line: string): string | undefined {
  const comment = /^(?:\/\/+|#+|--+|;+|%+|<!--|\{?\/\*+|\*(?!\/)|"""|''')\s*(.*?)\s*(?:-->|\*+\/\}?|"""|''')?$/.exec(
    line,
  );
  if (comment) return comment[1];
  return /^(?:\.\.\.|…|\[\s*(?:\.\.\.|…))/.test(line) ? line : undefined;
}

function leavesOut(comment: string): boolean {
  const dots = /\.\.\.|…/.test(comment);
  const restOf = new RegExp(`\\b(?:rest|remainder) of (?:the |this |your |my )?(?:\\w+ )?${things}\\b`, 'i').test(
    comment,
  );
  const others = new RegExp(`\\b(?:existing|remaining|previous|other|same) (?:\\w+ )?${things}\\b`, 'i').test(comment);
  const stays =
    /\b(?:unchanged|omitted|(?:stays?|remains?|is|are) (?:the same|as (?:is|before|it is))|same as (?:before|above)|goes here|here)\b/i.test(
      comment,
    );
  const short = /^[\s.…([]*(?:the )?(?:rest|remainder|unchanged|existing)\b/i.test(comment);
  return (
    (dots && (restOf || others || (short && stays))) || (restOf && stays) || (dots && /\bunchanged\b/i.test(comment))
  );
}

const things =
  '(?:code|file|files?|functions?|methods?|class(?:es)?|implementation|content|contents|lines?|logic|imports?|components?|modules?|script|document|text|tests?|properties|fields|cases)';
