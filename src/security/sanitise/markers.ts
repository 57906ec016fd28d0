import { isCut, type Judgement, matchAt, type Place, type Rule } from './rule.ts';

// Text that poses as the frame around the conversation: turns, tool calls, system messages, our own envelope. It is not
// removed but broken with a visible mark, so that it can be read as what it is. Ordinary markup, code and settings come
// back as they are; each rule says what tells them apart.

/** Tags that only ever stand around tool calls and system messages. */
const frameNames = [
  'function_calls?|function_results?|function_response',
  'tool_calls?|tool_results?|tool_uses?|tool_response|tool_output',
  'system[-_](?:reminder|prompt|message)',
  'antml:[a-z_]{1,40}|start_of_turn|end_of_turn',
].join('|');
const frameTag = new RegExp(`</?(${frameNames})(?=[ \\t]{0,20}/?>|[ \\t]{1,20}[\\w:-]{1,40}[ \\t]?=)`, 'iy');

/** Those that are also names of types in code, as in `vector<tool_call>`. */
const typeName = /^(?:tool|function)_/i;

/** Roles: ordinary tags in XML and placeholders in manuals, unless they hold sentences. */
const roleTag = /<(system|assistant|user|human|developer)>/iy;
const words = String.raw`(?:(?:\p{L}[\p{L}'’]{0,23}[,.:;!?]?[ \t]{1,4}){3}\p{L}|\p{Lo}{8})`;
const sentence = new RegExp(words, 'uy');
const sentenceBelow = new RegExp(String.raw`[ \t]{0,20}\r?\n[ \t]{0,20}${words}`, 'uy');
const sentenceAside = new RegExp(String.raw`[ \t]{1,20}${words}`, 'uy');
/** More than any of these can reach. */
const roleLength = 200;

/** Tokens with which chat templates frame turns. Other programs have tokens of this shape too; these names only chats. */
const templateToken =
  /<[|｜](?:im_start|im_end|im_sep|endoftext|endofprompt|fim_\w{3,6}|start_header_id|end_header_id|eot_id|eom_id|begin_of_text|end_of_text|python_tag|system|user|assistant|tool|observation|end|start|channel|message|call|return|constrain|startoftext|START_OF_TURN_TOKEN|END_OF_TURN_TOKEN|[A-Z]{4,10}_TOKEN|User|Assistant|begin▁of▁sentence|end▁of▁sentence|tool▁[\w▁]{1,24})[|｜]>/y;

/** A call: XML of other languages that has this tag has more attributes, or something else inside. */
const invocation = /<invoke name=(["'])[\w.-]{1,64}\1>\s{0,20}<(?:parameter name=|\/invoke>)/y;

export const markerRules: readonly Rule[] = [
  {
    // Our own envelope, see `envelope.ts`: nothing else has this tag.
    anchors: [...cased('<', 'untrusted-content'), ...cased('</', 'untrusted-content')],
    judge: (place) => broken(place, 1),
  },
  {
    anchors: [
      ...cased('<', 'function_', 'tool_', 'system', 'antml:'),
      ...cased('</', 'function_', 'tool_', 'system', 'antml:'),
      ...['<start_of_turn', '<end_of_turn'],
    ],
    judge(place) {
      if (isCut(place, 128) && place.text.indexOf('>', place.at) < 0) return 'more';
      const name = matchAt(frameTag, place)?.[1];
      if (name === undefined) return role(place);
      const opens = place.text.charAt(place.at + 1) !== '/';
      return opens && typeName.test(name) && /[\w$]/.test(place.previous) ? undefined : broken(place, 1);
    },
  },
  { anchors: cased('<', 'assistant>', 'user>', 'human>', 'developer>'), judge: role },
  {
    anchors: ['<|', '<｜'],
    judge(place) {
      if (isCut(place, 40) && place.text.indexOf('>', place.at) < 0) return 'more';
      return matchAt(templateToken, place) ? broken(place, 1) : undefined;
    },
  },
  {
    anchors: ['[INST]', '[/INST]'],
    judge(place) {
      if (place.text.startsWith('[/', place.at)) return broken(place, 1);
      // An index or a reference of Markdown, as in `table[INST]` or `[INST](page.md)`.
      if (/[\w\])]/.test(place.previous)) return undefined;
      const next = place.text.charAt(place.at + '[INST]'.length);
      if (next === '' && !place.last) return 'more';
      return next !== '' && '([:='.includes(next) ? undefined : broken(place, 1);
    },
  },
  {
    anchors: ['<<SYS', '<</SYS'],
    judge(place) {
      if (isCut(place, '<</SYS>>'.length)) return 'more';
      if (place.text.startsWith('<</SYS>>', place.at)) return broken(place, 1);
      if (!place.text.startsWith('<<SYS>>', place.at)) return undefined;
      // A here-document whose reader appends to a file: `cat <<SYS>>notes.txt`.
      const next = place.text.charAt(place.at + '<<SYS>>'.length);
      if (next === '' && !place.last) return 'more';
      return next.trim() === '' ? broken(place, 1) : undefined;
    },
  },
  {
    anchors: ['<invoke'],
    judge(place) {
      if (!place.last && place.text.length - place.at < 160) return 'more';
      return matchAt(invocation, place) ? broken(place, 1) : undefined;
    },
  },
  { anchors: ['Human:', 'Assistant:'], judge: turn },
  {
    anchors: ['System:'],
    judge(place) {
      if (!beginsLine(place)) return undefined;
      if (isCut(place, roleLength)) return 'more';
      return matchAt(orders, place) ? broken(place, 'System'.length) : undefined;
    },
  },
];

/** A line that gives orders; reports of programs say `System: Linux 6.1`. */
const orders = new RegExp(
  String.raw`System:[ \t]{1,8}(?=(?:you|ignore|disregard|forget|from now|new|override|important|always|never|do not|the user|the assistant)\b)${words}`,
  'iuy',
);

function role(place: Place): Judgement {
  const tag = matchAt(roleTag, place);
  // Behind a name it is a type, as in `Promise<User>`.
  if (!tag || /[\w$]/.test(place.previous)) return undefined;
  if (!place.last && place.text.length - place.at < roleLength) return 'more';
  const { length } = tag[0];
  const begins = /(?:^|[\n\r>])[ \t>*#-]{0,40}$/.test(place.behind());
  const speaks =
    matchAt(sentence, place, length) !== null ||
    (begins && matchAt(sentenceBelow, place, length) !== null) ||
    (begins && /system/i.test(tag[0]) && matchAt(sentenceAside, place, length) !== null);
  return speaks ? broken(place, 1) : undefined;
}

/**
 * `Human:` and `Assistant:` as transcripts have them: at the start of a line, with a sentence, or behind an empty line
 * with words or a new line of text. A key of YAML or JSON has a value that is none of this, or an indented block.
 */
function turn(place: Place): Judgement {
  if (!beginsLine(place)) return undefined;
  const { text, at, last } = place;
  if (isCut(place, roleLength)) return 'more';
  const near = text.slice(at, at + roleLength);
  const colon = near.indexOf(':');
  const lineEnd = near.indexOf('\n');
  const below = at + lineEnd + 1;
  if (lineEnd >= 0 && below === text.length && !last) return 'more';
  const hit = broken(place, colon);
  if (matchAt(sentenceAside, place, colon + 1)) return hit;
  const apart = /(?:^|[\n\r])[ \t]*\r?\n$/.test(place.behind());
  if (!apart) return undefined;
  const rest = near.slice(colon + 1, lineEnd < 0 ? undefined : lineEnd);
  if (rest.trim() !== '') return /^[ \t]*\p{L}/u.test(rest) ? hit : undefined;
  return lineEnd < 0 || /[^ \t-]/.test(text.charAt(below) || '.') ? hit : undefined;
}

function beginsLine({ previous }: Place): boolean {
  return previous === '' || /[\n\r\u2028\u2029]/.test(previous);
}

/** The mark goes in `offset` characters behind the place. */
function broken({ at }: Place, offset: number): Judgement {
  return { from: at + offset, to: at + offset, kind: 'marker' };
}

function cased(start: string, ...names: string[]): string[] {
  return names.flatMap((name) => {
    const capital = name.charAt(0).toUpperCase() + name.slice(1);
    return [name, capital, name.toUpperCase()].map((variant) => start + variant);
  });
}
