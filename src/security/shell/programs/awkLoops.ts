/** The tokens of a program of awk, without blanks: a text as `""`, a pattern as `//`. */
type Tokens = readonly string[];

const largest = 10_000_000;
const isName = (token: string | undefined): token is string => token !== undefined && /^[A-Za-z_]\w*$/.test(token);

/**
 * Whether a program may go on for ever: only loops pass that count to where their own body does not lead them away from,
 * that go over what is in a list, or that take what they found off their text; and functions that call none.
 */
export function mayNeverEnd(tokens: Tokens): boolean {
  // A text that is put to itself is twice as long each time.
  if (/(?:^| )([A-Za-z_]\w*) = \1 (?:(?:""|\w+) )*\1(?: |$)/.test(tokens.join(' '))) return true;
  return tokens.some((token, at) => {
    if (token === 'do') return true;
    if (token === 'function' || token === 'func') return callsFunctions(tokens, at);
    if (token !== 'for' && token !== 'while') return false;
    const end = closing(tokens, at + 1);
    const head = tokens.slice(at + 2, end);
    const body = bodyFrom(tokens, end + 1);
    return token === 'for' ? !counts(head, body) : !shortens(head, body) && !steps(head, body);
  });
}

/** Where the bracket that opens at `from` is closed; the end where it is not. */
function closing(tokens: Tokens, from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    if (/^[({[]$/.test(tokens[at] ?? '')) depth += 1;
    if (/^[)}\]]$/.test(tokens[at] ?? '')) depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length;
}

/** What a loop repeats: a block, or all up to the end of the one around it, which is rather too much. */
function bodyFrom(tokens: Tokens, from: number): Tokens {
  let start = from;
  while (tokens[start] === '\n') start += 1;
  if (tokens[start] === '{') return tokens.slice(start, closing(tokens, start));
  let depth = 0;
  for (let at = start; at < tokens.length; at += 1) {
    if (tokens[at] === '{') depth += 1;
    if (tokens[at] === '}' && --depth < 0) return tokens.slice(start, at);
    if (depth === 0 && tokens[at] === ';') return tokens.slice(start, at);
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
  const [, text] = /^match \( (\$ 0|[A-Za-z_]\w*) , (?:\/\/|""|\w+) \)$/.exec(head.join(' ')) ?? [];
  const written = body.join(' ');
  return (
    text !== undefined &&
    written.split(`${text} =`).length === 2 &&
    written.includes(`${text} = substr ( ${text} , RSTART + RLENGTH )`)
  );
}

function isFar(bound: string): boolean {
  return /[;{}]|\d[eE]|\*/.test(bound) || (bound.match(/\d+/g) ?? []).some((number) => Number(number) > largest);
}

/** Whether one of the variables is set, be it by a function that sets what it is given, or the number of fields grows. */
function changes(body: Tokens, names: readonly string[]): boolean {
  return body.some((token, at) => {
    const [before, next] = [body[at - 1] ?? '', body[at + 1] ?? ''];
    if (token === '$' && names.includes('NF')) {
      const end = next === '(' ? closing(body, at + 1) : at + 1;
      return next !== '(' && isName(next) ? false : /^(?:[-+*/%^]?=|\+\+|--)$/.test(body[end + 1] ?? '');
    }
    if (!names.includes(token)) return false;
    if (before === '$') return false;
    const set = /^(?:[-+*/%^]?=|\*\*=|\+\+|--)$/.test(next) || /^(?:\+\+|--)$/.test(before);
    return set || (body.some((one) => /^g?sub$/.test(one)) && before === ',' && next === ')');
  });
}

/** Whether the body of a function calls one that the program defines. */
function callsFunctions(tokens: Tokens, at: number): boolean {
  const names = tokens.filter((_, index) => /^func(?:tion)?$/.test(tokens[index - 1] ?? ''));
  const start = tokens.indexOf('{', at);
  return start < 0 || tokens.slice(start, closing(tokens, start)).some((token) => names.includes(token));
}
