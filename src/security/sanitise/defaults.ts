import { formOf, matchForm } from './headForm.ts';
import { ending, endsIn, type Place } from './rule.ts';

// The value that code takes where a name has none, or gives to it: `env('KEY', '…')`, `process.env.KEY || '…'`; in SQL as
// well.

/** The second of two arguments, as in `define('DB_PASSWORD', '…')`, `["--token", "…"]`. */
const secondArgument = formOf('\\"\'', /\\?["'][ \t]{0,4},\s{0,40}(?:["'](?=\\?["']))?(\\?["'])/y);
const called = ending(
  /(?:(?:[[,]\s{0,40})\\?["']--?[\w-]*|(?:\b(?:define|[sS]etenv|putenv|put_env|set_var|SetDefault|Set|String|SetEnvironmentVariable|env|getenv|get|getOrDefault|getProperty|setProperty|set|setdefault|put|append|fetch|header|set_header|addHeader|setHeader|setRequestHeader|withHeader)\([ \t]{0,4}|\b(?:buildConfigField|resValue)[( ]["']\w{1,10}["'],[ \t]{0,4}|(?:\b(?:VALUES|values) ?|\),\s{0,20})\((?:\d{1,9}, ?)?)\\?["'][\w.:/-]*)/,
);
const otherwise = formOf(
  '\\"\'`]) \t|?,.',
  /(?:\\?["'`]\)[ \t]{0,2}\{|(?:\\?["'`][\])]?|\])?[ \t]{0,4}(?:\|\|=?|\?\?=?|\?:|or\b)|\\?["'`],[ \t](?:[\w ]{1,30},[ \t])?default[:=]|,[ \t]default:|\\?["'`]\),|(?:\)|\])?\.(?:toBe|toEqual|toStrictEqual|isEqualTo|equals)\()[ \t]{0,4}(\\?["'`])/y,
);

/** The other of two values that a test compares. */
const comparedBefore = ending(/\b(?:assert\w*|strcmp|equals)\([\w.]*/i);
const next = formOf(',', /,[ \t]{0,4}(["'])/y);

export const defaultStarts = [secondArgument.starts, otherwise.starts];

/** Where the value begins, and its quote; `undefined` where there is none. */
export function defaultAt(
  place: Place,
  offset: number,
  before: string,
): { readonly from: number; readonly quote: string } | undefined {
  const compared = endsIn(comparedBefore, before) ? matchForm(next, place, offset) : null;
  if (compared) return { from: place.at + offset + compared[0].length, quote: compared[1] ?? '' };
  const second = matchForm(secondArgument, place, offset);
  const found = second ? (endsIn(called, before) ? second : null) : matchForm(otherwise, place, offset);
  return found ? { from: place.at + offset + found[0].length, quote: found[1] ?? '' } : undefined;
}
