/** The tokens of a program of awk, without blanks: a text as `""`, a pattern as `//`. */
export type Tokens = readonly string[];

const largest = 10_000_000;
export const isName = (token: string | undefined): token is string =>
  token !== undefined && /^[A-Za-z_]\w*$/.test(token);

/**
 * Whether a program may go on for ever: only loops pass that count to where their own body does not lead them away from,
 * that go over what is in a list, or that take what they found off their text; and functions that call none.
 */
export function mayNeverEnd(tokens: Tokens): boolean {
  // A text that is put to itself is twice as long each time.
  if (/(?:^| )([A-Za-z_]\w*) = \1 (?:(?:""|\w+) )*\1(?: |$)/.test(tokens.join(' '))) return true;
  // More loops in one program than this are not gone through.
  if (tokens.filter((token) => /^(?:for|while|func|function)$/.test(token)).length > 30) return true;
  if (farthest(tokens) > 100 * largest) return true;
  return tokens.some((token, at) => {
    if (token === 'do') return true;
    if (token === 'function' || token === 'func') return callsFunctions(tokens, at);
    if (token !== 'for' && token !== 'while') return false;
    const end = closing(tokens, at + 1);
    const head = tokens.slice(at + 2, end);
    const body = bodyFrom(tokens, end + 1);
    const looped = loopedNames(head);
    // Whatever is set to a number that is never reached, or by a function that the loop calls.
    if (looped.some((name) => isSetFar(tokens, name)) || setByFunction(tokens, body, looped)) return true;
    if (doubles(body)) return true;
    return token === 'for' ? !counts(head, body) : !shortens(head, body) && !steps(head, body);
  });
}

/** Where the bracket that opens at `from` is closed; the end where it is not. */
export function closing(tokens: Tokens, from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    if (/^[({[]$/.test(tokens[at] ?? '')) depth += 1;
    if (/^[)}\]]$/.test(tokens[at] ?? '')) depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length;
}

/** What a loop repeats: a block, or all up to the end of the one around it, which is rather too much. */
export function bodyFrom(tokens: Tokens, from: number): Tokens {
  let start = from;
  while (tokens[start] === '\n') start += 1;
  if (tokens[start] === '{') return tokens.slice(start, closing(tokens, start));
  let depth = 0;
  let brackets = 0;
  for (let at = start; at < tokens.length; at += 1) {
    if (tokens[at] === '(') brackets += 1;
    if (tokens[at] === ')') brackets -= 1;
    if (tokens[at] === '{') depth += 1;
    if (tokens[at] === '}' && --depth < 0) return tokens.slice(start, at);
    // Not in the head of a loop, and not before what belongs to a condition.
    const goesOn = brackets > 0 || tokens.slice(at + 1).find((token) => token !== '\n') === 'else';
    if (depth === 0 && tokens[at] === ';' && !goesOn) return tokens.slice(start, at);
  }
  return tokens.slice(start);
}

/** `for (k in list)`, `for (i = 1; i <= n; i++)`. */
function counts(head: Tokens, body: Tokens): boolean {
  const parts = head.join(' ').split(' ; ');
  if (parts.length === 1) return /^[A-Za-z_]\w* in [A-Za-z_]\w*$/.test(head.join(' '));
  const [, condition = '', step = ''] = parts;
  const [, name, sign = '', bound = ''] = /^(\w+) (<=|<|>=|>) (.+)$/.exec(condition) ?? [];
  if (name === undefined || !isName(name) || isFar(bound)) return false;
  const up = [`${name} ++`, `++ ${name}`];
  const down = [`${name} --`, `-- ${name}`];
  const far = new RegExp(`^${name} ([-+])= [1-9]\\d*$`).exec(step)?.[1];
  const right = sign.startsWith('<') ? up.includes(step) || far === '+' : down.includes(step) || far === '-';
  return right && !changes(body, [name, ...bound.split(' ').filter(isName)]);
}

/** `while (i++ < n)`, `while (++i <= NF)`. */
function steps(head: Tokens, body: Tokens): boolean {
  const [, before, after, bound = ''] = /^(?:(\w+) \+\+|\+\+ (\w+)) <=? (.+)$/.exec(head.join(' ')) ?? [];
  const name = before ?? after;
  return isName(name) && !isFar(bound) && !changes(body, [name, ...bound.split(' ').filter(isName)]);
}

/** `while (match(s, /x/)) { …; s = substr(s, RSTART + RLENGTH) }`. */
function shortens(head: Tokens, body: Tokens): boolean {
  const [, text] = /^match \( (\$ 0|[A-Za-z_]\w*) , \/\/ \)$/.exec(head.join(' ')) ?? [];
  const written = body.join(' ');
  // Each round must come to it, with the place that was found.
  const whole = `${text} = substr ( ${text} , RSTART + RLENGTH )`;
  const before = written.slice(0, written.indexOf(whole));
  const open = (before.match(/\{/g)?.length ?? 0) - (before.match(/\}/g)?.length ?? 0);
  return (
    text !== undefined &&
    written.split(`${text} =`).length === 2 &&
    written.includes(whole) &&
    open === (body[0] === '{' ? 1 : 0) &&
    /^$|[;{}][\s]*$/.test(before) &&
    /^[\s]*(?:$|[;}\n])/.test(written.slice(before.length + whole.length)) &&
    !/\b(?:(?:continue|match|g?sub|split)\b|R(?:START|LENGTH) [-+*/%^]?=)/.test(written)
  );
}

/** Names that the head of a loop looks at. */
function loopedNames(head: Tokens): string[] {
  return head.filter((token, at) => isName(token) && head[at + 1] !== '(' && token !== 'in');
}

/** Whether a variable is set somewhere to what no loop reaches. */
function isSetFar(tokens: Tokens, name: string): boolean {
  return tokens.some((token, at) => {
    if (token !== name || !/^(?:[*^]|\*\*)?=$/.test(tokens[at + 1] ?? '')) return false;
    const end = tokens.findIndex((one, later) => later > at && /^[;}\n]$/.test(one));
    const value = tokens.slice(at + 2, end < 0 ? undefined : end).join(' ');
    // What is but a text, or taken from one, is no bound by itself.
    return tokens[at + 1] !== '=' || /\^|\*\*|\d[eE]|\d{9}|\b(?:exp|log) \(/.test(value);
  });
}

/** Whether a loop calls a function of the program that sets one of the names, which is none of its own. */
function setByFunction(tokens: Tokens, body: Tokens, names: readonly string[]): boolean {
  return tokens.some((token, at) => {
    if (!/^func(?:tion)?$/.test(token) || !body.includes(tokens[at + 1] ?? '')) return false;
    const end = closing(tokens, at + 2);
    const own = tokens.slice(at + 2, end);
    return changes(
      bodyFrom(tokens, end + 1),
      names.filter((name) => !own.includes(name)),
    );
  });
}

/** A text that is made of another one twice, in each round. */
function doubles(body: Tokens): boolean {
  const written = body.join(' ');
  return (
    /(?:^| )[A-Za-z_]\w* = (?:(?:""|\w+) )*?([A-Za-z_]\w*) (?:(?:""|\w+) )*?\1(?: |$)/.test(written) ||
    /\bsprintf \( [^()]*, ([A-Za-z_]\w*) ,(?: [^()]*,)? \1 \)/.test(written)
  );
}

/** How often loops go round that are in each other, as far as it is written out. */
function farthest(tokens: Tokens): number {
  const loops = tokens.flatMap((token, at) => {
    if (token !== 'for' && token !== 'while') return [];
    const head = closing(tokens, at + 1);
    const numbers =
      tokens
        .slice(at + 2, head)
        .join(' ')
        .match(/\b\d+/g) ?? [];
    const end = head + 1 + bodyFrom(tokens, head + 1).length;
    return [{ at, end, bound: Math.max(1, ...numbers.map(Number)) }];
  });
  const together = ({ at }: { readonly at: number }): number =>
    loops.reduce((product, loop) => (loop.at <= at && at < loop.end ? product * loop.bound : product), 1);
  return Math.max(1, ...loops.map(together));
}

/** Fields so far behind that all before them fill the memory. */
export function makesMuch(tokens: Tokens): string | undefined {
  const isLarge = (value: string): boolean => /\^|\*|\d{6}|\d[eE]/.test(value);
  const far = tokens.some((token, at) => {
    const next = tokens[at + 1] ?? '';
    if (token === 'NF' && /^[-+*/^]?=$/.test(next)) {
      const end = tokens.findIndex((one, later) => later > at && /^[;}\n]$/.test(one));
      return isLarge(tokens.slice(at + 2, end < 0 ? undefined : end).join(' '));
    }
    if (token !== '$') return false;
    if (next !== '(') return /^\d{6}/.test(next) || /^\d+[eE]/.test(next);
    const end = closing(tokens, at + 1);
    return /^[-+*/]?=$/.test(tokens[end + 1] ?? '') && isLarge(tokens.slice(at + 1, end).join(' '));
  });
  return far ? 'It may make more fields than fit into memory.' : undefined;
}

function isFar(bound: string): boolean {
  // What grows fast, a text, which is compared letter by letter, and what a function gives may be without an end.
  if (/\^|""|\/\??\/|\b(?!(?:length|int|index|split) )[A-Za-z_]\w* \(/.test(bound)) return true;
  return /[;{}]|\d[eE]|\*/.test(bound) || (bound.match(/\d+/g) ?? []).some((number) => Number(number) > largest);
}

/** Whether one of the variables is set, be it by a function that sets what it is given, or the number of fields grows. */
function changes(body: Tokens, names: readonly string[]): boolean {
  return body.some((token, at) => {
    const [before, next] = [body[at - 1] ?? '', body[at + 1] ?? ''];
    // Without a third word they change the whole line, and with it how many fields it has.
    if (/^g?sub$/.test(token) && names.includes('NF') && wordsOf(body, at + 1) < 3) return true;
    if (token === '$' && names.includes('NF')) {
      if (next === names[0] || next === 'NF') return false;
      if (/^(?:\+\+|--|\$)$/.test(next)) return true;
      const inner = next === '(' ? at + 1 : body[at + 2] === '[' ? at + 2 : undefined;
      const end = inner === undefined ? at + 1 : closing(body, inner);
      return /^(?:[-+*/%^]?=|\+\+|--)$/.test(body[end + 1] ?? '');
    }
    if (!names.includes(token)) return false;
    if (before === '$') return false;
    // It goes over a list, or is one.
    if (next === 'in' && before === '(' && /^(?:for)$/.test(body[at - 2] ?? '')) return true;
    if (next === '[' && /^(?:[-+*/%^]?=|\*\*=|\+\+|--)$/.test(body[closing(body, at + 1) + 1] ?? '')) return true;
    const set = /^(?:[-+*/%^]?=|\*\*=|\+\+|--)$/.test(next) || /^(?:\+\+|--)$/.test(before);
    return set || (body.some((one) => /^g?sub$/.test(one)) && before === ',' && next === ')');
  });
}

/** How many words a call is given whose bracket opens at `from`. */
function wordsOf(tokens: Tokens, from: number): number {
  const end = closing(tokens, from);
  let depth = 0;
  return tokens.slice(from, end).reduce((count, token) => {
    if (/^[({[]$/.test(token)) depth += 1;
    if (/^[)}\]]$/.test(token)) depth -= 1;
    return token === ',' && depth === 1 ? count + 1 : count;
  }, 1);
}

/** Whether the body of a function calls one that the program defines. */
function callsFunctions(tokens: Tokens, at: number): boolean {
  const names = tokens.filter((_, index) => /^func(?:tion)?$/.test(tokens[index - 1] ?? ''));
  const start = tokens.indexOf('{', at);
  return start < 0 || tokens.slice(start, closing(tokens, start)).some((token) => names.includes(token));
}
