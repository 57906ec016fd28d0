/** Stands for one quoted character; a private-use character that no command holds outside quotes. */
export const filler = '\uE000';

/** A command and what of it the shell reads as syntax. */
export interface BareText {
  readonly text: string;
  /** The text with every quoted character as `filler`, without comments, line continuations and here-document bodies. */
  readonly bare: string;
  /** The text without here-document bodies: what a person reads as the command itself. */
  readonly visible: string;
  /** All quotes, substitutions and here-documents are closed. */
  readonly balanced: boolean;
}

type Level = 'code' | 'paren' | 'brace' | 'backquote' | 'double';

/**
 * Reads quoting and nothing else, so that what only looks like syntax inside quotes is told from what is. It is
 * independent of both parsers on purpose.
 */
export function bareText(text: string): BareText {
  const levels: Level[] = ['code'];
  const pending: { readonly end: string; readonly tabs: boolean }[] = [];
  const skipped: [number, number][] = [];
  let bare = '';
  let balanced = true;
  let at = 0;

  const quoted = (count: number): void => {
    bare += filler.repeat(count);
  };
  const until = (end: string, from: number): number => {
    const found = text.indexOf(end, from);
    if (found < 0) balanced = false;
    return found < 0 ? text.length : found;
  };
  const wordStart = (): boolean => /(?:^|[\s;&|()`])$/.test(bare);

  function hereDocument(): void {
    const match = /^<<(-?)[ \t]*((?:[^\s;&|<>()'"\\`]|\\.|'[^']*'|"[^"]*")+)/.exec(text.slice(at, at + 300));
    if (!match) {
      bare += '<<';
      at += 2;
      return;
    }
    const [whole, dash = '', word = ''] = match;
    pending.push({ end: word.replace(/\\(.)|['"]/g, '$1'), tabs: dash === '-' });
    bare += `<<${dash}${filler.repeat(word.length)}`;
    at += whole.length;
  }

  /** At a line end: the bodies of the here-documents that the line began are not code. */
  function bodies(): void {
    const start = at;
    for (const { end, tabs } of pending.splice(0)) {
      for (;;) {
        if (at >= text.length) {
          balanced = false;
          break;
        }
        const next = text.indexOf('\n', at);
        const line = text.slice(at, next < 0 ? text.length : next);
        at = next < 0 ? text.length : next + 1;
        if ((tabs ? line.replace(/^\t+/, '') : line) === end) break;
      }
    }
    if (at > start) skipped.push([start, at]);
  }

  function inDouble(): void {
    const character = text[at] ?? '';
    if (character === '"') {
      levels.pop();
      quoted(1);
      at += 1;
    } else if (character === '\\') {
      quoted(Math.min(2, text.length - at));
      at += 2;
    } else if (!opens()) {
      quoted(1);
      at += 1;
    }
  }

  /** The openings that count in code and in double quotes alike. */
  function opens(): boolean {
    if (text.startsWith('$((', at)) {
      const end = until('))', at);
      bare += text.slice(at, end + 2);
      at = end + 2;
    } else if (text.startsWith('$(', at)) open('paren', '$(');
    else if (text.startsWith('${', at)) open('brace', '${');
    else if (text[at] === '`' && !levels.includes('backquote')) open('backquote', '`');
    else return false;
    return true;
  }

  function open(level: Level, token: string): void {
    levels.push(level);
    bare += token;
    at += token.length;
  }

  function inCode(level: Level): void {
    const character = text[at] ?? '';
    const next = text[at + 1] ?? '';
    if (character === '\\') {
      if (next !== '\n') quoted(Math.min(2, text.length - at));
      at += 2;
    } else if (character === "'" || (character === '$' && next === "'")) {
      const end = character === "'" ? until("'", at + 1) : ansiEnd(at + 2);
      quoted(end + 1 - at);
      at = end + 1;
    } else if (character === '"' || (character === '$' && next === '"')) {
      const token = character === '"' ? 1 : 2;
      levels.push('double');
      quoted(token);
      at += token;
    } else if (character === '`' && level === 'backquote') close('`');
    else if (character === '}' && level === 'brace') close('}');
    else if (character === ')' && level === 'paren') close(')');
    else if (opens()) return;
    else if (character === '(' && level !== 'brace') open('paren', '(');
    else if (character === '#' && level !== 'brace' && wordStart()) at = lineEnd();
    else if (character === '<' && next === '<' && level !== 'brace') {
      if (text[at + 2] === '<') {
        bare += '<<<';
        at += 3;
      } else hereDocument();
    } else {
      bare += character;
      at += 1;
      if (character === '\n' && pending.length > 0) bodies();
    }
  }

  function close(token: string): void {
    levels.pop();
    bare += token;
    at += 1;
  }

  function ansiEnd(from: number): number {
    for (let place = from; place < text.length; place += 1) {
      if (text[place] === '\\') place += 1;
      else if (text[place] === "'") return place;
    }
    balanced = false;
    return text.length;
  }

  function lineEnd(): number {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }

  while (at < text.length) {
    const level = levels.at(-1) ?? 'code';
    if (level === 'double') inDouble();
    else inCode(level);
  }
  const visible = skipped.reduceRight((rest, [start, end]) => rest.slice(0, start) + rest.slice(end), text);
  return { text, bare, visible, balanced: balanced && levels.length === 1 && pending.length === 0 };
}
