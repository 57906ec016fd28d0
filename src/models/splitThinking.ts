interface Piece {
  readonly type: 'text' | 'thinking';
  readonly text: string;
}

const open = '<think>';
const close = '</think>';

/**
 * Tells thinking from text where a server leaves it in the answer between `<think>` and `</think>`, as open models write
 * it. Only at the very beginning: a text about these tags stays as it is.
 */
export function splitThinking(): { push(text: string): Piece[]; end(): Piece[] } {
  let state: 'start' | 'thinking' | 'after' | 'text' = 'start';
  let held = '';

  function push(text: string): Piece[] {
    held += text;
    if (state === 'start') {
      const begun = held.trimStart();
      if (begun.startsWith(open)) {
        state = 'thinking';
        held = begun.slice(open.length);
      } else if (open.startsWith(begun)) return [];
      else state = 'text';
    }
    if (state === 'thinking') {
      const at = held.indexOf(close);
      if (at >= 0) {
        const thought = held.slice(0, at);
        held = held.slice(at + close.length);
        state = 'after';
        return [...piece('thinking', thought), ...push('')];
      }
      const kept = partialClose(held);
      const thought = held.slice(0, held.length - kept);
      held = held.slice(held.length - kept);
      return piece('thinking', thought);
    }
    if (state === 'after') {
      held = held.trimStart();
      if (held === '') return [];
      state = 'text';
    }
    const said = held;
    held = '';
    return piece('text', said);
  }

  return {
    push,
    end() {
      const rest = piece(state === 'thinking' ? 'thinking' : 'text', held);
      held = '';
      if (state !== 'thinking') state = 'text';
      return rest;
    },
  };
}

/** How many characters at the end may be the beginning of the closing tag. */
function partialClose(text: string): number {
  for (let length = Math.min(close.length - 1, text.length); length > 0; length--) {
    if (close.startsWith(text.slice(-length))) return length;
  }
  return 0;
}

function piece(type: Piece['type'], text: string): Piece[] {
  return text === '' ? [] : [{ type, text }];
}
