/** Follows the input of one call through the dispatcher while it is written. */
export interface CallDeltas {
  /** The next piece; gives back the tool and the piece of its own input, where that is known so far. */
  push(text: string): { readonly tool: string; readonly text: string } | undefined;
}

/** The name must come first, as it does where models follow the schema; otherwise nothing is shown before the end. */
const head = /^\s*\{\s*"name"\s*:\s*"([\w-]+)"\s*,\s*"input"\s*:\s*(?=\{)/;

export function callDeltas(): CallDeltas {
  let begun = '';
  let tool: string | undefined;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let over = false;

  /** As much of a piece as belongs to the inner object. */
  function inner(text: string): string {
    for (let at = 0; at < text.length; at++) {
      const character = text[at];
      if (inString) {
        if (escaped) escaped = false;
        else if (character === '\\') escaped = true;
        else if (character === '"') inString = false;
      } else if (character === '"') inString = true;
      else if (character === '{' || character === '[') depth += 1;
      else if (character === '}' || character === ']') {
        depth -= 1;
        if (depth > 0) continue;
        over = true;
        return text.slice(0, at + 1);
      }
    }
    return text;
  }

  return {
    push(text) {
      if (over) return undefined;
      if (tool !== undefined) return { tool, text: inner(text) };
      begun += text;
      const found = head.exec(begun);
      if (!found?.[1]) return undefined;
      tool = found[1];
      return { tool, text: inner(begun.slice(found[0].length)) };
    },
  };
}
