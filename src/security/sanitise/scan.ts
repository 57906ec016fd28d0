import { type Anchor, anchorSearch } from './anchors.ts';
import { blockRules } from './blocks.ts';
import { callRules } from './callSecrets.ts';
import { encodedAddressRule, encodedPairRule } from './encodedPairs.ts';
import type { Stage } from './escapes.ts';
import type { Findings } from './findings.ts';
import { copyRule, insertRule } from './insertSecrets.ts';
import { createKeyBlock, type KeyBlock, keyBlockRule, puttyRule, sshKeyRule, wrappedKeyRule } from './keyBlock.ts';
import { type HashKey, sipHash } from './keyedHash.ts';
import { kubernetesRule } from './kubernetes.ts';
import { markerRules } from './markers.ts';
import { moreSecretRules } from './moreSecrets.ts';
import { nameRule } from './namedSecrets.ts';
import { pipedRule } from './pipedSecrets.ts';
import { createPlace } from './place.ts';
import { placedSecretRules } from './placedSecrets.ts';
import { reversedPairRule } from './reversedPairs.ts';
import { firstLength, type Hit, type Judgement, labelStart, longest, mark, type Rule, reach } from './rule.ts';
import { secretFormRules } from './secretForms.ts';
import { takenSecretRules } from './takenSecrets.ts';
import { toldSecretRules } from './toldSecrets.ts';
import { otherScriptsRule, translatedRule } from './translatedNames.ts';

const rules: readonly Rule[] = [
  ...markerRules,
  keyBlockRule,
  sshKeyRule,
  puttyRule,
  wrappedKeyRule,
  ...secretFormRules,
  kubernetesRule,
  nameRule,
  ...placedSecretRules,
  ...takenSecretRules,
  ...toldSecretRules,
  ...moreSecretRules,
  pipedRule,
  encodedPairRule,
  encodedAddressRule,
  ...callRules,
  ...blockRules,
  insertRule,
  copyRule,
  reversedPairRule,
  translatedRule,
  otherScriptsRule,
];

const label = /\[secret:[a-z0-9-]{1,32}#[0-9a-f]{4}\]/y;
const labelLength = 48;

/** What may be the beginning of an anchor, or of a secret before its anchor. */
export const maybeAnchor = /[\w.<＜﹤|｜[/／\]:：~=$@"'%{\\ь码碼令号дドł호-]{1,44}$/;
const maybeAnchorLength = 44;
/** A secret of this length may go on beyond what its form allows. */
const longSecret = 200;
const secretRest = /[\w+/=.-]*/y;

/**
 * Breaks forged markers and masks secrets. Both are found in one pass: a label cannot make a marker, and a mark cannot
 * make a secret. `toRaw` leads from a place in this stage's input to the raw text.
 */
export function createScan(key: HashKey, findings: Findings, toRaw: (at: number) => number): Stage {
  /** What is not put out yet, and a little of what was before it. */
  let text = '';
  /** Place of its first character in the stream. */
  let base = 0;
  /** All before is put out. */
  let at = 0;
  /** Where the last replacement ended, and its last character. */
  const edge = { at: 0, character: '' };
  let block: KeyBlock | undefined;
  let restOfSecret = false;
  let lastSecret = '';
  let lastSuffix = suffix(key, '');
  /** A secret that is known to follow; places in the stream. */
  let beside: Hit | undefined;
  const place = createPlace({
    edge,
    source: (found) => toRaw(base + found),
  });

  return {
    push(piece, last) {
      text += piece;
      let out = '';
      // A byte order mark at the very beginning: what follows begins the text all the same.
      if (base === 0 && at === 0 && text.startsWith('\ufeff')) {
        settle(1);
        replaced('');
      }
      const search = searchIn(text);
      let from = at;
      while (finishSecret()) {
        while (beside && beside.from - base < at) beside = beside.beside;
        const found = search.next(from);
        if (beside && (found < 0 || found >= beside.from - base)) {
          const hit = moved(beside, -base);
          beside = undefined;
          mask(hit);
          continue;
        }
        if (found < 0) {
          settle(last ? text.length : undecidedFrom(text.length));
          break;
        }
        const judgement = judge(found);
        if (judgement === 'more') {
          settle(undecidedFrom(found));
          break;
        }
        if (typeof judgement === 'number') from = judgement;
        else if (judgement === undefined || judgement.from < at) from = found + 1;
        else if (judgement.kind !== 'marker' && judgement.from > found) {
          // What stands between the place and the hit is looked at first.
          beside = merged(beside, moved(judgement, base));
          from = found + 1;
        } else if (judgement.kind === 'marker') {
          settle(judgement.from);
          out += mark;
          replaced(mark);
          findings.note('marker', () => toRaw(base + found));
          from = Math.max(found + 1, at);
        } else mask(judgement);
      }
      forget();
      return out;

      /** Swallows what is left of a secret; false where it is not at its end yet. */
      function finishSecret(): boolean {
        if (block) {
          const swallowed = block.swallow(text, at, last);
          at = swallowed.at;
          if (swallowed.state === 'more') return false;
          putLabel('secret:private-key', block.content());
          block = undefined;
        }
        if (restOfSecret) {
          secretRest.lastIndex = at;
          at += secretRest.exec(text)?.[0].length ?? 0;
          if (at === text.length && !last) return false;
          restOfSecret = false;
          replaced(']');
        }
        from = Math.max(from, at);
        return true;
      }

      function mask(hit: Hit): void {
        settle(hit.from);
        findings.note(hit.kind, () => toRaw(base + hit.from));
        at = hit.to;
        if (hit.block) block = createKeyBlock(hit.from === hit.to);
        else {
          putLabel(hit.kind, text.slice(hit.from, hit.to));
          restOfSecret = hit.to - hit.from >= longSecret;
        }
        if (hit.beside) beside = merged(beside, moved(hit.beside, base));
      }

      function putLabel(kind: string, secret: string): void {
        out += `[${kind}#${suffixOf(secret)}]`;
        replaced(']');
      }

      function replaced(character: string): void {
        edge.at = at;
        edge.character = character;
      }

      function settle(to: number): void {
        if (to <= at) return;
        out += text.slice(at, to);
        at = to;
      }

      function undecidedFrom(to: number): number {
        const end = text.slice(Math.max(at, to - maybeAnchorLength), to);
        return to - (maybeAnchor.exec(end)?.[0].length ?? 0);
      }

      /** A number is the place where to go on. */
      function judge(found: number): Judgement | number {
        if (text.startsWith(labelStart, found)) {
          label.lastIndex = found;
          if (label.test(text)) return label.lastIndex;
          if (!last && text.length - found < labelLength) return 'more';
        }
        place.move(text, found, last);
        let further: Hit | undefined;
        for (const { start, value: rule } of search.at(found)) {
          if (rule === undefined || !text.startsWith(start, found)) continue;
          if (rule.first !== undefined && text.length - found >= firstLength) {
            rule.first.lastIndex = found;
            if (!rule.first.test(text)) continue;
          }
          const judgement = rule.judge(place);
          if (judgement === 'more' || judgement?.kind === 'marker' || judgement?.from === found) return judgement;
          // Of what is further on, others may find more.
          if (judgement) further = further ? besides(further, judgement) : judgement;
        }
        return further;
      }
    },
  };

  /** The same secret often comes again at once. */
  function suffixOf(secret: string): string {
    if (secret !== lastSecret) {
      lastSecret = secret;
      lastSuffix = suffix(key, secret);
    }
    return lastSuffix;
  }

  function forget(): void {
    const cut = Math.max(0, at - reach - 1);
    if (cut === 0) return;
    text = text.slice(cut);
    base += cut;
    at -= cut;
    edge.at = edge.at >= cut ? edge.at - cut : -1;
  }
}

function moved(hit: Hit, by: number): Hit {
  const { beside } = hit;
  return { ...hit, from: hit.from + by, to: hit.to + by, ...(beside ? { beside: moved(beside, by) } : {}) };
}

/** A chain with those hits of another that overlap none of its own. */
function besides(chain: Hit, other: Hit): Hit {
  const rest = other.beside ? besides(chain, other.beside) : chain;
  for (let hit: Hit | undefined = chain; hit; hit = hit.beside)
    if (other.from < hit.to && hit.from < other.to) return rest;
  const { beside: _, ...alone } = other;
  return merged(alone, rest) ?? chain;
}

/** Two chains as one; of two hits that overlap the one that begins first. */
function merged(one: Hit | undefined, other: Hit | undefined): Hit | undefined {
  if (!one || !other) return one ?? other;
  const [first, second] = one.from <= other.from ? [one, other] : [other, one];
  const rest = merged(first.beside, second.from < first.to ? second.beside : second);
  return rest ? { ...first, beside: rest } : first;
}

export const anchors = rules.flatMap((rule) =>
  rule.anchors.map((start): Anchor<Rule | undefined> => ({ start, value: rule })),
);
const searchIn = anchorSearch<Rule | undefined>([{ start: labelStart, value: undefined }, ...anchors]);

/** Four digits: enough to tell the secrets of a session apart, too few to say anything about one. */
function suffix(key: HashKey, secret: string): string {
  const bytes = new Uint16Array(Math.min(secret.length, longest)).map((_, index) => secret.charCodeAt(index));
  return (sipHash(key, new Uint8Array(bytes.buffer)) & 0xffff).toString(16).padStart(4, '0');
}
