import { bodyFrom, closing, isName, type Tokens } from './awkLoops.ts';
import { definition, endOf, isNumber, opening, sign, target, uses, wordsIn } from './awkValues.ts';

/** A variable that is given a value, with each variable that the value is made of; `$` stands for the line and its fields. */
interface Assignment {
  readonly to: string;
  readonly from: readonly string[];
  /** Nothing but sums: they take no memory, but may be the end of a loop. */
  readonly number: boolean;
  /** A number that is made several times as large. */
  readonly multiplied: boolean;
  readonly at: number;
  /** It begins with nothing of what it was before. */
  readonly plain: boolean;
}

/**
 * Whether a text becomes twice as long with each line or each round, or a number on which a loop depends: somewhere a
 * value is made of two values that come, by whatever way, from what is given here. `written` are the tokens with their texts.
 */
export function growsFast(tokens: Tokens, written: Tokens): boolean {
  // A program that is longer than anybody's is not gone through.
  if (tokens.length > 2000 || deepest(tokens) > 50) return true;
  const assignments = [...assigned(tokens), ...substituted(tokens, written), ...called(tokens)];
  if (assignments.length > 300) return true;
  const sources = new Map<string, Assignment[]>();
  for (const one of assignments) sources.set(one.to, [...(sources.get(one.to) ?? []), one]);
  const reached = new Map<string, ReadonlySet<string>>();
  const reach = (name: string): ReadonlySet<string> => {
    const known = reached.get(name);
    if (known) return known;
    const found = new Set([name]);
    for (const one of found) for (const { from } of sources.get(one) ?? []) for (const next of from) found.add(next);
    reached.set(name, found);
    return found;
  };
  const looped = new Set(bounds(tokens).flatMap((name) => [...reach(name)]));
  const rounds = repeatedParts(tokens);
  // The line is a new one each time, unless it is gone through again and again or is set in several places.
  const fresh = assignments.filter(({ to, from }) => to === '$' && from.includes('$')).length < 2;
  return assignments.some((one) => {
    const { to, number, multiplied, at } = one;
    const again = rounds.filter(([start, end]) => start <= at && at < end).length;
    const own = one.from.filter((name) => reach(name).has(to));
    if (number) return looped.has(to) && (own.length > 1 || (multiplied && own.length > 0));
    if (to === '$') {
      const kept = own.filter((name) => name !== '$');
      if (again === 0) return kept.length > 1 || (!fresh && kept.length > 0 && own.length > 1);
      return own.length > 0 && !(again === 1 && kept.length === 0 && isOwnField(tokens, at));
    }
    // Ten times as much, where it is taken for a number.
    return own.length > (looped.has(to) ? 0 : 1) && !isNew(tokens, to, at, assignments, reach);
  });
}

function deepest(tokens: Tokens): number {
  let depth = 0;
  return tokens.reduce((most, token) => {
    if (/^[({[]$/.test(token)) depth += 1;
    if (/^[)}\]]$/.test(token)) depth -= 1;
    return Math.max(most, depth);
  }, 0);
}

/** All that a program sets with a sign. */
function assigned(tokens: Tokens): Assignment[] {
  return tokens.flatMap((token, at): Assignment[] => {
    if (!sign.test(token)) return [];
    const { name, start } = target(tokens, at);
    if (name === undefined) return [];
    const value = tokens.slice(at + 1, endOf(tokens, at + 1));
    const from = token === '=' ? uses(value, tokens) : [name, ...uses(value, tokens)];
    const number = token !== '=' || isNumber(value);
    const multiplied = /^(?:[*/^]|\*\*)=$/.test(token) || value.some((one) => /^(?:[*/^]|\*\*)$/.test(one));
    const key = tokens[at - 1] === ']' && name !== '$' ? uses(tokens.slice(start + 2, at - 1), tokens) : [];
    const shared = { at: start, multiplied, plain: token === '=' };
    return [
      { to: name, from, number, ...shared },
      ...(key.length > 0 ? [{ to: `${name}[]`, from: key, number: false, ...shared }] : []),
    ];
  });
}

/** `gsub(/x/, "xx", s)` makes a text longer by as much as there is in it. */
function substituted(tokens: Tokens, written: Tokens): Assignment[] {
  return tokens.flatMap((token, at): Assignment[] => {
    if (!/^(?:g?sub|gensub)$/.test(token) || tokens[at + 1] !== '(') return [];
    const [, by = [0, 0], on] = wordsIn(tokens, at + 1);
    const text = written.slice(...by).join(' ');
    const to = on ? (tokens[on[0]] === '$' ? '$' : tokens[on[0]]) : '$';
    const literal = by[1] - by[0] === 1 && text.startsWith('"');
    const plain = text.slice(1, -1).replace(/\\./g, 'x');
    if (to === undefined || (literal && !text.includes('&') && plain.length < 2)) return [];
    const twice = token !== 'sub' || !literal || text.includes('&');
    const from = [to, ...(twice ? [to] : []), ...uses(tokens.slice(...by), tokens)];
    return [{ to, from, number: false, multiplied: false, at: on?.[0] ?? at, plain: false }];
  });
}

/** What functions are given and give back, what loops take out of lists, and what is taken apart. */
function called(tokens: Tokens): Assignment[] {
  const shared = { number: false, multiplied: false, plain: true };
  let inside = '';
  return tokens.flatMap((token, at): Assignment[] => {
    const [before = '', next = ''] = [tokens[at - 1], tokens[at + 1]];
    if (/^func(?:tion)?$/.test(before)) inside = token;
    if (token === 'return') {
      const from = uses(tokens.slice(at + 1, endOf(tokens, at + 1)), tokens);
      return [{ to: inside, from, at, ...shared }];
    }
    if (token === 'in' && isName(before) && isName(next)) return [{ to: before, from: [`${next}[]`], at, ...shared }];
    if (token === 'split' && next === '(') {
      const [from = [0, 0], into = [0, 0]] = wordsIn(tokens, at + 1);
      return [{ to: tokens[into[0]] ?? '', from: uses(tokens.slice(...from), tokens), at, ...shared }];
    }
    const head = definition(tokens, token);
    if (head === undefined || head === at || next !== '(') return [];
    const names = wordsIn(tokens, head + 1).map(([start]) => tokens[start] ?? '');
    // A list that is given to a function is the same list in it.
    return wordsIn(tokens, at + 1).flatMap(([start, end], index): Assignment[] => {
      const to = names[index];
      if (to === undefined) return [];
      const given = tokens[start] ?? '';
      const back = end - start === 1 && isName(given) && given !== to ? [{ to: given, from: [to], at, ...shared }] : [];
      return [{ to, from: uses(tokens.slice(start, end), tokens), at, ...shared }, ...back];
    });
  });
}

/** Names on which it depends how often a loop goes round, or how many fields there are. */
function bounds(tokens: Tokens): string[] {
  const names = tokens.flatMap((token, at) => {
    if (token === 'for' || token === 'while') return counted(tokens.slice(at + 2, closing(tokens, at + 1)));
    if (token !== '$') return [];
    return tokens[at + 1] === '(' ? tokens.slice(at + 2, closing(tokens, at + 1)) : [tokens[at + 1] ?? ''];
  });
  return ['NF', ...names].filter(isName);
}

/** Without lists, which are gone through, and without what functions are given: how long a text is grows slowly. */
function counted(head: Tokens): Tokens {
  const call = head.findIndex((token, at) => isName(token) && token !== 'int' && head[at + 1] === '(');
  if (call >= 0) return counted([...head.slice(0, call), ...head.slice(closing(head, call + 1) + 1)]);
  return head.filter((_, at) => head[at - 1] !== 'in');
}

/** What a program does over and over: bodies of loops and of functions. */
function repeatedParts(tokens: Tokens): [number, number][] {
  return tokens.flatMap((token, at): [number, number][] => {
    const head = token === 'for' || token === 'while' ? at + 1 : /^func(?:tion)?$/.test(token) ? at + 2 : undefined;
    if (head === undefined) return [];
    const from = closing(tokens, head) + 1;
    // With what stands before it.
    return [[at, from + tokens.slice(from).findIndex((one) => one !== '\n') + bodyFrom(tokens, from).length]];
  });
}

/** Whether a field is set whose number the loop counts: `for (i = 1; i <= NF; i++) gsub(/x/, "xx", $i)`. */
function isOwnField(tokens: Tokens, at: number): boolean {
  const name = tokens[at + 1];
  return (
    tokens[at] === '$' && isName(name) && tokens.some((token, index) => token === name && tokens[index + 1] === '++')
  );
}

/** Whether a variable is given a new value before, each time that it comes to a place. */
function isNew(
  tokens: Tokens,
  name: string,
  place: number,
  assignments: readonly Assignment[],
  reach: (name: string) => ReadonlySet<string>,
): boolean {
  for (let at = place - 1; at >= 0; at -= 1) {
    const token = tokens[at] ?? '';
    if (token === '{' || /^(?:for|while|do)$/.test(token)) return false;
    if (/^[)}\]]$/.test(token)) {
      at = opening(tokens, at);
      continue;
    }
    if (token !== name || tokens[at + 1] !== '=' || !/^[{;}]$/.test(tokens[at - 1] ?? '{')) continue;
    const given = assignments.find((one) => one.at === at && one.to === name);
    if (given?.plain && !given.from.some((one) => reach(one).has(name))) return true;
  }
  return false;
}
