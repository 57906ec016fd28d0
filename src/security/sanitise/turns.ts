import { isCut, type Judgement, matchAt, type Place, type Rule } from './rule.ts';

// Lines that pose as the turn of somebody, as transcripts and the templates of older models have them.

/** What a person says, rather than the value of a setting. */
const words = String.raw`(?:(?:\p{L}[\p{L}'’]{0,23}[,.:;!?]?[ \t]{1,4}){3}\p{L}|\p{Lo}{8})`;
export const sentence = new RegExp(words, 'uy');
export const sentenceBelow = new RegExp(String.raw`[ \t]{0,20}\r?\n[ \t]{0,20}${words}`, 'uy');
export const sentenceAside = new RegExp(String.raw`[ \t]{1,20}${words}`, 'uy');
/** More than any of these can reach. */
export const roleLength = 200;

export const turnRules: readonly Rule[] = [
  { anchors: ['Human', 'Assistant', 'HUMAN', 'ASSISTANT'].flatMap((name) => [`${name}:`, `${name}：`]), judge: turn },
  {
    // Names of settings are written so: only with a sentence behind an empty line.
    anchors: ['human:', 'assistant:'],
    judge(place) {
      if (!/(?:^|[\n\r])[ \t]*\r?\n$/.test(place.behind())) return undefined;
      if (isCut(place, roleLength)) return 'more';
      const colon = place.text.indexOf(':', place.at) - place.at;
      return matchAt(sentenceAside, place, colon + 1) ? broken(place, colon) : undefined;
    },
  },
  {
    anchors: ['System:', 'SYSTEM:'],
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

/**
 * `Human:` and `Assistant:` as transcripts have them: at the start of a line, with a sentence, or behind an empty line
 * with words or a new line of text. A key of YAML or JSON has a value that is none of this, or an indented block.
 */
function turn(place: Place): Judgement {
  if (!beginsLine(place)) return undefined;
  const { text, at, last } = place;
  if (isCut(place, roleLength)) return 'more';
  const near = text.slice(at, at + roleLength);
  const colon = near.search(/[:：]/);
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
export function broken({ at }: Place, offset: number): Judgement {
  return { from: at + offset, to: at + offset, kind: 'marker' };
}
