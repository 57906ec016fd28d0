import { isCut, type Judgement, matchAt, type Place, type Rule } from './rule.ts';
import { broken, roleLength, sentence, sentenceAside, sentenceBelow, turnRules } from './turns.ts';

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
const frameTag = new RegExp(
  `[<＜﹤]?[/／]?(${frameNames})(?=\\s{0,20}[/／]?[>＞﹥]|\\s{1,20}[\\w:-]{1,40}\\s?=)`,
  'iy',
);
/** With spaces behind its first sign, where code compares as often as not. */
const spacedTag = new RegExp(`<\\s{0,8}/?\\s{0,8}(?:${frameNames}|untrusted-content)\\s{0,20}/?>`, 'iy');
const spacedStart = /<\/?\s{1,16}\/?\s{0,8}(?:fun|too|sys|ant|sta|end|unt)/iy;
const frameStart = /[<＜﹤]?[/／]?(?:function_|tool_|system|antml:|start_of_turn|end_of_turn)/iy;
const envelope = /[<＜﹤]?[/／]?untrusted-content/iy;

/** Those that are also names of types in code, as in `vector<tool_call>`. */
const typeName = /^(?:tool|function)_/i;

/** Roles: ordinary tags in XML and placeholders in manuals, unless they hold sentences. */
const roleTag = /[<＜﹤](system|assistant|user|human|developer)[ \t]{0,8}[>＞﹥]/iy;
/** Tokens with which chat templates frame turns. Other programs have tokens of this shape too; these names only chats. */
const templateToken =
  /[<＜﹤]?[|｜](?:im_\w{1,12}|tool_(?:call|response|result|output)\w{0,24}|endoftext|endofprompt|fim_\w{3,6}|start_header_id|end_header_id|eot_id|eom_id|begin_of_text|end_of_text|python_tag|system|user|assistant|tool|observation|end|start|channel|message|call|return|constrain|startoftext|START_OF_TURN_TOKEN|END_OF_TURN_TOKEN|[A-Z]{4,10}_TOKEN|developer|reserved_special_token_\d{1,4}|begin▁of▁sentence|end▁of▁sentence|tool▁[\w▁]{1,24})[|｜][>＞﹥]/iy;

/** With spaces inside, where the pipes of some languages stand, only what is no word of a program. */
const spacedToken =
  /[<＜﹤]?[|｜][ \t]{0,8}(?:im_(?:start|end|sep)|endoftext|endofprompt|fim_\w{3,6}|start_header_id|end_header_id|eot_id|eom_id|begin_of_text|end_of_text|python_tag|begin▁of▁sentence|end▁of▁sentence)[ \t]{0,8}[|｜][>＞﹥]/iy;

/** A call: XML of other languages that has this tag has more attributes, or something else inside. */
const invocation =
  /<invoke\s{1,20}name\s{0,4}=\s{0,4}(["'])[\w.-]{1,64}\1\s{0,4}>\s{0,20}<(?:parameter\s{1,20}name\s{0,4}=|\/invoke\s{0,4}>)/iy;
const invocationLength = 200;

/** What a tag may begin with: forms that are `<` for whoever normalises the text. */
const starts = ['<', '＜', '﹤'] as const;
const tagEnd = /[>＞﹥]/;

export const markerRules: readonly Rule[] = [
  ...turnRules,
  {
    // Our own envelope, see `envelope.ts`: nothing else has this tag.
    anchors: tags('untrusted-content'),
    judge(place) {
      if (!place.last && place.text.length - place.at < 24) return 'more';
      if (!matchAt(envelope, place)) return undefined;
      return isInner(place) ? innerHit(place) : broken(place, 1);
    },
  },
  {
    anchors: ['< ', '</ ', '<\n', '<\t'],
    first: spacedStart,
    judge(place) {
      const { text, at, last, previous } = place;
      if (!last && text.length - at < 128 && !tagEnd.test(text.slice(at))) return 'more';
      return matchAt(spacedTag, place) && !/[\w$)]/.test(previous) ? broken(place, 1) : undefined;
    },
  },
  {
    anchors: [...tags('function_', 'tool_', 'system', 'antml:', 'start_of_turn', 'end_of_turn')],
    first: frameStart,
    judge(place) {
      if (isInner(place) && innerHit(place) === undefined) return undefined;
      if (!place.last && place.text.length - place.at < 128 && !tagEnd.test(place.text.slice(place.at))) return 'more';
      const name = matchAt(frameTag, place)?.[1];
      if (name === undefined) return role(place);
      if (isInner(place)) return innerHit(place);
      const opens = !/[/／]/.test(place.text.charAt(place.at + 1));
      return opens && typeName.test(name) && /[\w$]/.test(place.previous) ? undefined : broken(place, 1);
    },
  },
  {
    anchors: starts.flatMap((start) => cased(start, 'assistant', 'user', 'human', 'developer')),
    first: /[<＜﹤](?:assistant|user|human|developer)/iy,
    judge: role,
  },
  {
    anchors: [
      ...['<|', '<｜', '＜|', '﹤|'],
      ...[
        'im',
        'de',
        'en',
        'eo',
        'st',
        'fi',
        'be',
        'py',
        'sy',
        'us',
        'as',
        'to',
        'ob',
        'ch',
        'me',
        'ca',
        're',
        'co',
      ].map((letters) => `｜${letters}`),
      ...['ST', 'EN', 'US', 'SY', 'CH', 'Us', 'As'].map((letters) => `｜${letters}`),
    ],
    judge(place) {
      const inner = isInner(place);
      if (inner && innerHit(place) === undefined) return undefined;
      if (isCut(place, 64) && !tagEnd.test(place.text.slice(place.at))) return 'more';
      return (matchAt(templateToken, place) ?? matchAt(spacedToken, place)) ? broken(place, inner ? 0 : 1) : undefined;
    },
  },
  {
    // Mistral's other frames hold JSON; an index or a reference as below are not followed by it.
    anchors: ['TOOL_CALLS', 'TOOL_RESULTS', 'AVAILABLE_TOOLS', 'SYSTEM_PROMPT'].flatMap((name) => [
      `[${name}]`,
      `[/${name}]`,
    ]),
    judge(place) {
      if (place.text.startsWith('[/', place.at)) return broken(place, 1);
      if (/[\w\])]/.test(place.previous)) return undefined;
      const next = place.text.charAt(place.text.indexOf(']', place.at) + 1);
      if (next === '' && !place.last) return 'more';
      return next !== '' && '(:='.includes(next) ? undefined : broken(place, 1);
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
    anchors: ['<invoke', '<Invoke', '<INVOKE'],
    judge(place) {
      if (!place.last && place.text.length - place.at < invocationLength) return 'more';
      return matchAt(invocation, place) ? broken(place, 1) : undefined;
    },
  },
  {
    // In small letters it is a name in code: a list, unless a line begins with it and a sentence follows.
    anchors: ['[inst]', '[Inst]', '[/inst]', '[/Inst]'],
    judge(place) {
      if (place.text.startsWith('[/', place.at)) return broken(place, 1);
      if (isCut(place, roleLength)) return 'more';
      const begins = /(?:^|[\n\r>])[ \t]{0,40}$/.test(place.behind());
      return begins && matchAt(sentenceAside, place, '[inst]'.length) ? broken(place, 1) : undefined;
    },
  },
];

function role(place: Place): Judgement {
  const tag = matchAt(roleTag, place);
  if (!tag && isCut(place, 24)) return 'more';
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
 * True of a place behind the start of a tag or a token: where both are wide, the second is the anchor, because two
 * characters beyond ASCII would be one in every text that is.
 */
function isInner({ text, at }: Place): boolean {
  return /[｜／]/.test(text.charAt(at));
}

function innerHit(place: Place): Judgement {
  return /[＜﹤]/.test(place.previous) ? broken(place, 0) : undefined;
}

function tags(...names: string[]): string[] {
  return [...starts.flatMap((start) => [start, `${start}/`]), '<／', '／'].flatMap((start) => cased(start, ...names));
}

/** With the first three letters in every mixture of cases; `first` and `judge` read the rest. */
function cased(start: string, ...names: string[]): string[] {
  return [...new Set(names.map((name) => name.slice(0, 3)))].flatMap((letters) =>
    Array.from(
      { length: 8 },
      (_, bits) =>
        start + [...letters].map((letter, at) => ((bits >> at) & 1 ? letter.toUpperCase() : letter)).join(''),
    ),
  );
}
