import { defaultAt, defaultStarts } from './defaults.ts';
import { formOf, matchForm as match, tableOf } from './headForm.ts';
import { ending, endsIn, isWordCharacter, type Place } from './rule.ts';

// What may stand between a name and its value, and so tells that there is one.

/** Longest name with all that may stand up to its value. */
export const headLength = 240;

export interface Head {
  readonly sign: string;
  readonly quote: string;
  /** Where the value begins. */
  readonly from: number;
  /** The value stands in settings rather than in code: whatever follows the sign is one. */
  readonly plain: boolean;
  /** It stands among pairs, and the next may follow. */
  readonly paired?: boolean;
  /** At the start of its line with spaces around the sign: settings, or code. */
  readonly spaced?: boolean;
  /** It stands in a table or a sentence, which goes on behind it. */
  readonly inText?: boolean;
  /** What must follow the value. */
  readonly close?: string;
  /** It is all of its line. */
  readonly line?: boolean;
  /** The quote right before the name, which may end the value. */
  readonly enclosing?: string;
  /** Names of other things stand there as often. */
  readonly drawn?: boolean;
  /** Nothing but a value can stand there. */
  readonly settled?: boolean;
}

/** What code takes first, before it takes the value: `env('X', '…')`, `<%= ENV['X'] || '…'`. */
const otherwiseCode = String.raw`(?:<%=?-? ?)?[A-Za-z_][\w.:]{0,40}(?:\[["'][\w.-]{1,60}["']\]|\(["'][\w.-]{1,60}["']\)?)? ?(?:\|\||\?\?|\?:|or\b|,)`;
/** What stands around a value in code: the prefix of a text, or what makes something else of it. */
const wrapper = String.raw`(?:return (?=["'])|pack (?=["'])|q[qw]?[{(|]|\[\[(?=\w)|[NbBrRfFuUL@]{1,2}(?=["'])|r#{1,3}(?=")|\$(?=')|''(?=')|""(?=")|[[{(] ?(?=["'])|(?:new )?(?:\[\]byte|(?:std::)?[Ss]tring(?:::(?:from|new))?|Some|Ok|Box::new|Secret\w{0,12}(?:::(?:from|new))?|bytes|bytearray|str|Buffer\.from|(?:base64\.)?b64decode|atob|Optional\.of)\(\s?(?=["'\`])|\(?ConvertTo-SecureString (?:-String )?(?=["'])|${otherwiseCode} ?(?=["'\`]))`;
const type = String.raw`(?:&(?:'\w{1,10} )?)?[A-Za-z][\w.]{0,30}(?:::[A-Za-z]\w{0,20})?(?:<(?:string|str|char|u8|\w{0,12}String)>|\[(?:str|string|bytes|int|\w{0,12}Str|\d{0,4})\])?(?: ?\| ?[A-Za-z]\w{0,20}){0,2}\??`;
/** Between a name and its value: a closing quote or bracket, a type, a sign, a tag of YAML or a wrapper, an opening quote. */
const assignment = formOf(
  '\\"\'`]}* \t:=?[<{!.(-+',
  new RegExp(
    String.raw`(?:\\{0,7}["'\`][\]}]?|[\]}]|\*{2}|\[\w{0,16}\])?[ \t\xa0]{0,60}(?:\.{2,60} ?:|\.{5,60} ?|\+=|::=|：|(?<=[ \t])\((?=[^\s()"'\`]{8,200}\)(?:[\s.,;]|$))|\??:[ \t]{0,4}${type}[ \t]{0,4}=(?=[ \t]{0,8}(?:${wrapper})?["'\`])|As[ \t]String[ \t]=|N?(?:VAR)?CHAR\(\w{1,4}\)[ \t]=|\{ ?get; ?(?:set|init); ?\} ?=|to[ \t](?=["'])|[sS]tring[ \t]=|->(?=[ \t]{0,4}["'])|<-|!={1,2}|[–—→⇒](?=[ \t])|\{(?=["'])|={1,3}>?(?:\s{1,20}string\(\d{1,4}\))?|:\*{2}|:=?|\?\??=)[ \t\xa0]{0,60}(?:!{1,2}[A-Za-z]{1,12}[ \t]{1,4}|${wrapper})?(\\{0,7}["'\`])?`,
    'y',
  ),
);
/** The cell of a table beside that of the name. */
const cell = formOf('`* \t|', /[`*]{0,2}[ \t]{0,60}[|│┃][ \t]{0,8}(`)?(?=[^\s|`│┃])/y);
const cellBefore = ending(/(?:[|│┃][ \t]{0,8}|^|\n)[`*]{0,2}(?:[\w.-]{1,20} ){0,3}[\w.-]*/);
/**
 * As a program tells what it has made up: `Generated root password: …`, `the password for x is: …`, `Password for user x: …`,
 * `The password has been set to …`.
 */
const told = formOf(
  ' \t',
  /[ \t](?:(?:is[ \t](?:auto-?)?generated[ \t])?for[ \t](?:(?:the[ \t])?(?:user|account)[ \t])?[\w.@'"[-]{1,60}\]?:|(?:(?:for|of)[ \t]{1,4}[\w.@'"-]{1,60}[ \t]{1,4})?is:?|for[ \t](?:[\w.@'"-]{1,30}[ \t]){1,5}is(?:[ \t]?:|(?=[ \t]["'`]))|(?:has[ \t]been|was|is)[ \t](?:now[ \t])?(?:re)?set[ \t]to:?|(?:(?:was|has[ \t]been)[ \t])?(?:created|generated|issued|provided|received|rejected)(?:[ \t]successfully)?:)[ \t]{1,4}(["'`])?(?=\S)/y,
);
/** As Jenkins tells it, on a line of its own. */
const toldBelow = formOf(' \t:', /(?:[ \t]to proceed to installation)?:\s{1,8}(?=[0-9a-f]{32}(?!\w))/y);
const maybeToldBelow = /^(?:[ \t]to proceed to installation)?:\s*[0-9a-f]{0,32}$/;
const argument = formOf(' \t', /[ \t]{1,4}(?:\\\r?\n[ \t]{0,40})?(\\?["'`])?/y);
const element = formOf(' \t>', /(?:[ \t][^<>\n]{0,80})?>(?:(<!\[CDATA\[)|\s{1,40}(?=\S))?/y);
const elementBefore = ending(/<[\w:.-]*/);
/** The name is a value of an attribute, or the text before an element: settings of Java and Hadoop, lists of Apple. */
const keyed = formOf('"\'', /["'][ \t]{0,4}>(?:\s{0,40}<value>)?(<!\[CDATA\[)?/y);
const keyedBefore = ending(/<[\w:.-]{1,30}[ \t][^<>\n\]]{0,40}(?:key|name)=["'][\w.:/-]*/);
const listed = formOf(
  '<',
  /<\/(?:key|name|td|th|dt|label)>\s{0,40}<(?:string|value|td|dd|code)(?: [^<>\n\]]{0,60})?>(<!\[CDATA\[)?/y,
);
const maybeListed = /^<\/(?:key|name|td|th|dt|label)>\s*(?:<(?:[a-z]{0,6}(?: [^<>\n\]]{0,60})?)?)?$/;
/** The name is itself a value, and its own stands beside it or below: settings of containers, attributes of XML. */
const pair = formOf(
  '\\"\' \t\n\r\v\f,:{vV',
  /\\?["']?(?:[ \t]{0,4}[,:]?\s{0,40}\{?\s{0,40}(?:\\?"(?:sensitive|[tT]ype)\\?":\s{0,4}(?:true|false|\\?"\w{1,20}\\?"),\s{0,40}){0,2}\\?["']?|[ \t]{1,8}(?:android:)?)(?:[vV]al(?:ue)?|content)\\?["']?[ \t]{0,4}[:=][ \t]{0,4}(?:[|>][-+]?\r?\n[ \t]{1,40}|(\\?["']))?/y,
);
/** A text of YAML that begins on the next line. */
const below = formOf(
  '"\' \t:',
  /["']?[ \t]{0,4}:[ \t]{1,4}(?:!!binary[ \t]{1,4})?[|>][-+]?\d?[ \t]{0,4}\r?\n[ \t]{1,40}()/y,
);
const maybeBelow = /^["']?[ \t]*:[ \t]*!!binary[ \t]+[|>][-+]?\d?[ \t]*(?:\r?\n?)$/;
/** A value that a formatter has put there, in quotes, or in YAML without. */
const quotedBelow = formOf(
  '\\"\'` \t:=',
  /(?:\\?["'`]\]?)?[ \t]{0,4}[:=][ \t]{0,4}[\\(]?\r?\n[ \t]{0,80}(?:- )?(\\?["'`])/y,
);
const bareBelow = formOf('"\' \t:', /["']?[ \t]{0,4}:[ \t]{0,4}\r?\n[ \t]{1,40}(?:- )?(?=[^\s"'`])/y);
const bareBelowBefore = ending(/(?:^|\n)[ \t]{0,40}(?:- )?["']?[\w.-]*/);
/** What programs put before a line: the mark of a diff, its number, the name of its file, and of a comment. */
export const lineStart = String.raw`(?:^|\n)(?:[+-]|(?:[\w./@-]{1,60}[:-])?[ \t]{0,6}\d{1,6}(?:[ \t]?[:→|│-]|[ \t]))?[ \t]{0,40}(?:(?:#|\/\/)[ \t]{1,4})?`;
/** What may become one of these. */
const maybePair =
  /^\\?["'`]?\]?[\s,:={(|>+-]*(?:\\\s+)?(?:\\?"[stT][\s\w\\",:]{0,80}|\\?["']?(?:a[android:]{0,7})?<?(?:[vV](?:a(?:l(?:ue?)?)?)?|c(?:o(?:n(?:t(?:e(?:nt?)?)?)?)?)?)?\\?["'`]?[ \t]*[:=]?[ \t]*(?:[|>][-+]?\s*)?\\?)$/;
/** Words of commands and settings that take a name and a value with nothing but a space between. */
const setter = ending(
  /(?:^|[\s;&|]|(?=\((?:def|set)))(?:ENV|ARG|#define|proxy_set_header|setx(?: \/[mM])?|set(?: -[a-zA-Z-]+)+|set(?= \$)|setenv|SetEnv|fastcgi_param|config(?:ure)? set(?: --?[\w-]+)*|git config(?: --?[\w-]+)*|SET|\((?:setq|setf|defvar|defconst|defparameter|define)|\(def(?:once)?(?: \^:?\w+)?)[ \t]+["']?\$?[\w.:/-]*/,
);
/** Files that do: of Redis, of .netrc. */
const settingLine = ending(
  /(?:^|\n)[ \t]*(?:require|master)|(?:machine|login)[ \t]+[^\s\]]{1,60}\s+|\b(?:with|using)[ \t](?:the[ \t])?/,
);
/** Of a switch or a router; a number before the value says how it is written. */
const deviceLine = ending(/(?:^|\n)[ \t]*(?:enable|username[ \t]+[\w.-]{1,32}(?:[ \t]+privilege[ \t]+\d{1,2})?)[ \t]+/);
const deviceArgument = formOf(' \t', /[ \t]{1,4}(?:\d[ \t]{1,4})?(?=\S)/y);
/** A name and a value are all of a line, as in columns, and in Gradle with quotes. */
const column = formOf(' \t', /[ \t]{1,60}(["'])?(?=\S)/y);
const attribute = ending(/(?:^|\n)[ \t]*(?:[\w./-]{1,60}:\d{1,6}:[ \t]*)?@[\w.-]*/);
/** Of Elasticsearch: `PASSWORD elastic = …`. */
const ofUser = formOf(' \t', /[ \t][a-z_]{2,40}[ \t]=[ \t](?=\S)/y);
const statement = ending(/\b(?:ROLE|USER|WITH|ENCRYPTED|LOGIN|role|user|with|encrypted|login)\b[^\n;'"\]]*/);
/** Pairs behind one another: the string of a connection, the query of an address. */
const pairs = ending(
  /(?:[\w ]=[^;&=\n"'()\]]{0,64}|\])[;&][ ]?(?:[\w.-]+ ?)?|\w=(?:[^\s;&='"()\]]{1,64}|"[^"\n\]]{0,64}") [\w.-]*|[\w)]: [\w.]*|(?:^|\s)(?:-e|--env|--build-arg|--extra-vars)[ =]["']?[\w.-]*|\?[\w.-]*|(?:^|\s)(?:--?[\w.-]+=?|[a-z][\w-]*\.(?:[\w-]+\.)*[\w-]*)|(?:^|\s)[-/]p(?:roperty)?:[\w.]*|(?:^|\s)--set(?:-string|-literal)?[ =][^\s"'\]]{0,60}/,
);
/** The only one of them that may end in its sign. */
const option = ending(/(?:^|\s)--?[\w-]+=/);
const optionName = ending(/(?:^|\s)--?[\w-]*/);
const symbol = ending(/(?:^|[\s{]):[\w-]*/);
const elementStart = ending(/(?:^|\n)[ \t]*\[[\w.-]*/);
const capitalStart = ending(new RegExp(`(?:^|[\\s;"'=]|${lineStart})[A-Z0-9_]*`));
const atLineStart = ending(/(?:^|\n)(?:[+-]|[\w./@-]{1,60}[:-]\d{1,6}[:-])?(?:\/\/[\w.:/-]*:)?[\w.-]*/);
/** In the query of an address, and in a map as Go prints it. */
const inQuery = ending(/[?&](?:amp;)?[\w.-]*/);
const inMap = ending(/\bmap\[(?:[\w.-]+:[^\s\]]* )*[\w.-]*/);
/** Behind the quote of a header that a command sends. */
const inHeader = ending(/(?:-H|--header)[ =]?["'][\w.-]*/);
/** Words, as in a log or a text, and not the parameters of a function. */
const proseBefore = ending(/(?:^|[\w)\]>:,-] |\*{2}|\n)["']?[A-Za-z]*/);
const blockStart = ending(/[{;][ \t]{0,4}[\w.-]*/);
const settingStart = ending(new RegExp(`${lineStart}[\\w.-]*`));

/** A list of values has this between its names. */
const headStarts = tableOf(';');
const forms = [assignment, cell, told, argument, element, keyed, listed, pair, below].map(({ starts }) => starts);
for (const starts of [...forms, ...defaultStarts])
  for (const [code, begins] of starts.entries()) headStarts[code] = (headStarts[code] ?? 0) | begins;

/** What closes a name, and what may stand behind that and lead to a value; three of them begin `type` and `sensitive`. */
const closes = tableOf('\\"\'`]*');
const leads = tableOf(':;=?,|><{})-vVstT\\"\' \t\n\r\v\f');

/** False where what follows a name begins nothing that leads to a value. */
export function mayLead(place: Place, offset: number): boolean {
  const { text, at } = place;
  let next = at + offset;
  if (headStarts[text.charCodeAt(next)] === 0) return false;
  // In capitals the name of a person may stand between: `PASSWORD elastic = …`.
  if (text.charCodeAt(next) === 0x20 && !text.startsWith('PASSWORD', at) && isOtherWord(place, next + 1)) return false;
  if (closes[text.charCodeAt(next)] !== 1) return true;
  while (closes[text.charCodeAt(next)] === 1) next++;
  return leads[text.charCodeAt(next)] !== 0;
}

/** The short words that lead to a value begin with others: `is`, `for`, `of`, `has`, `was`, `value`, `string`. */
const otherWords = tableOf('abdegjklmnpqruxyzBDEFGHIJKLMOPQRTUWXYZ');

/** True of a short word that leads to no value, as most do that stand behind a name in a text. */
function isOtherWord(place: Place, from: number): boolean {
  const { text } = place;
  const isOther =
    otherWords[text.charCodeAt(from)] === 1 ||
    (text.charCodeAt(from) === 0x74 && !(text.charCodeAt(from + 1) === 0x6f && text.charCodeAt(from + 2) <= 0x20));
  return isOther && endsSoon(place, from);
}

/** True of letters only up to a blank: what has a sign in it may be an attribute, behind which the value stands. */
function endsSoon({ text }: Place, from: number): boolean {
  let at = from;
  while (at < from + shortestSecret && isWordCharacter(text.charAt(at))) at++;
  return at < from + shortestSecret && at < text.length && text.charCodeAt(at) <= 0x20;
}

/** What can follow a sign and only be the beginning of a value: no quote, no type, no other name. */
const valueStarts = tableOf('abcdefghijklmnopqrtuwxyzABCDEFGHIJKLMNOPQRTUWXYZ0123456789_$./+%~@#^-');

/** A shorter value is no secret, whatever it looks like. */
export const shortestSecret = 8;
/** What ends every value without quotes. */
const valueEnds = tableOf(' \t\n\r"\'`\\<>');

/** True of a value without quotes that is too short to be a secret, whatever follows the text. */
function isShort({ text, last }: Place, from: number): boolean {
  const end = Math.min(from + shortestSecret, text.length);
  for (let at = from; at < end; at++) if (valueEnds[text.charCodeAt(at)] === 1) return true;
  return last && end < from + shortestSecret;
}

/** The sign, where it stands between the name and the value and nothing else does. */
function bareSign(text: string, at: number): string | undefined {
  const code = text.charCodeAt(at);
  if (code !== 0x3d && code !== 0x3a) return undefined;
  if (valueStarts[text.charCodeAt(at + 1)] !== 1) return undefined;
  // The prefix of what is in quotes.
  return isQuote(text.charCodeAt(at + 2)) || isQuote(text.charCodeAt(at + 3)) ? undefined : text.charAt(at);
}

function isQuote(code: number): boolean {
  return code === 0x22 || code === 0x27;
}

export function headAt(place: Place, written: string, before: string): Head | undefined {
  const { text, at } = place;
  const offset = written.length;
  const sign = bareSign(text, at + offset);
  if (sign !== undefined) return assignedHead(place, written, before, sign, '');
  const inTable = match(cell, place, offset);
  if (inTable && endsIn(cellBefore, before)) {
    const from = at + offset + inTable[0].length;
    if (inTable[1] === undefined && isShort(place, from)) return undefined;
    return { sign: '|', quote: inTable[1] ?? '', from, plain: false, spaced: inTable[1] === undefined, inText: true };
  }
  const beside = match(pair, place, offset) ?? match(below, place, offset);
  if (beside) return { sign: ':', quote: beside[1] ?? '', from: at + offset + beside[0].length, plain: true };
  const assigned = match(assignment, place, offset);
  // What goes on below the sign has its line end behind it.
  const behind = assigned ? text.charCodeAt(at + offset + assigned[0].length) : 0;
  if (behind === 0x0a || behind === 0x0d || behind === 0x5c || behind === 0x28) {
    const shown = match(toldBelow, place, offset);
    if (shown) return { sign: ':', quote: '', from: at + offset + shown[0].length, plain: true, line: true };
    const quoted = match(quotedBelow, place, offset);
    if (quoted) return { sign: '=', quote: quoted[1] ?? '', from: at + offset + quoted[0].length, plain: false };
    const bare = match(bareBelow, place, offset);
    if (bare && endsIn(bareBelowBefore, before))
      return { sign: ':', quote: '', from: at + offset + bare[0].length, plain: true, line: true };
  }
  if (assigned) return assignedHead(place, written, before, assigned[0], assigned[1] ?? '');
  const spaced = match(argument, place, offset);
  const said = match(told, place, offset);
  if (spaced && (said || spaced[1] !== undefined || !isShort(place, at + offset + spaced[0].length))) {
    const quote = spaced[1] ?? '';
    const from = at + offset + spaced[0].length;
    if (endsIn(optionName, before)) return { sign: ' ', quote, from, plain: true };
    if (quote !== '' && endsIn(symbol, before)) return { sign: ':', quote, from, plain: false };
    if (endsIn(setter, before) || endsIn(settingLine, before)) return { sign: ' ', quote, from, plain: true };
    if (quote.endsWith("'") && endsIn(statement, before)) return { sign: ' ', quote, from, plain: true };
    if (quote !== '' && endsIn(proseBefore, before)) return { sign: ' ', quote, from, plain: false, drawn: true };
  }
  if (said)
    return {
      sign: 'is',
      quote: said[1] ?? '',
      from: at + offset + said[0].length,
      plain: false,
      spaced: true,
      inText: true,
      settled: said[0].trimEnd().endsWith(':'),
    };
  const given = defaultAt(place, offset, before);
  if (given) return { sign: ',', plain: false, ...given };
  const alone = spaced ? lineHead(place, written, before) : undefined;
  if (alone) return alone;
  const shown = match(toldBelow, place, offset);
  if (shown) return { sign: ':', quote: '', from: at + offset + shown[0].length, plain: true, line: true };
  const tag =
    (endsIn(elementBefore, before) ? match(element, place, offset) : null) ??
    (endsIn(keyedBefore, before) ? match(keyed, place, offset) : null) ??
    match(listed, place, offset);
  if (!tag) return undefined;
  const close = tag[1] === undefined ? '<' : ']]>';
  return { sign: '>', quote: '', from: at + offset + tag[0].length, plain: true, close };
}

/** The value is the rest of the line, with nothing but a space between. */
function lineHead(place: Place, written: string, before: string): Head | undefined {
  const offset = written.length;
  const device = endsIn(deviceLine, before) ? match(deviceArgument, place, offset) : null;
  const starts =
    device === null && (endsIn(settingStart, before) || endsIn(blockStart, before) || endsIn(attribute, before));
  const user = starts && written === 'PASSWORD' ? match(ofUser, place, offset) : null;
  const found = device ?? user ?? (starts ? match(column, place, offset) : null);
  if (!found) return undefined;
  const quote = (found === device ? undefined : found[1]) ?? '';
  const from = place.at + offset + found[0].length;
  return { sign: ' ', quote, from, plain: device !== null, spaced: device === null && quote === '', line: true };
}

/** `between`: all between the name and the value, with the quote that the value begins with. */
function assignedHead(place: Place, written: string, before: string, between: string, quote: string): Head | undefined {
  const from = place.at + written.length + between.length;
  const sign = between.replace(/^\.{2,60} ?:|^\.{5,60}|^：/, ':').replaceAll('\xa0', ' ');
  if (quote === '' && isShort(place, from) && !place.text.startsWith('null', from)) return undefined;
  const paired = sign === '=' && endsIn(before.endsWith('=') ? option : pairs, before);
  const plain =
    sign === '=' &&
    (endsIn(atLineStart, before) || (written === written.toUpperCase() && endsIn(capitalStart, before)));
  const spaced =
    quote === '' &&
    sign.length > 1 &&
    ((/^[ \t]+=[ \t]+$/.test(sign) && endsIn(settingStart, before)) ||
      (/^(?:(?:\*{2})?:(?:\*{2})?|[ \t]*[–—→⇒])[ \t]+$/.test(sign) && endsIn(proseBefore, before)) ||
      (/^\][ \t]+=>[ \t]+$/.test(sign) && endsIn(elementStart, before)));
  const settled =
    quote === '' &&
    (sign === '='
      ? endsIn(inQuery, before)
      : sign.startsWith(':') && (endsIn(inMap, before) || endsIn(inHeader, before)));
  const enclosing = quote === '' && sign === '=' ? /(["'])[\w.-]*$/.exec(before)?.[1] : undefined;
  const known = { sign: sign.trim(), quote, from, plain, paired: paired || (settled && sign === '='), spaced, settled };
  return enclosing === undefined ? known : { ...known, enclosing };
}

/** True where the text ends in what may lead to a value beside the name or below it. */
export function isMaybePair({ text, at, last }: Place, offset: number): boolean {
  if (last || text.length - at > headLength + offset) return false;
  const rest = text.slice(at + offset);
  return maybePair.test(rest) || maybeListed.test(rest) || maybeBelow.test(rest) || maybeToldBelow.test(rest);
}
