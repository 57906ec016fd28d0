import { anchorFinder } from './anchors.ts';
import type { Stage } from './escapes.ts';
import type { Findings } from './findings.ts';
import { createKeyBlock, type KeyBlock, keyBlockRule } from './keyBlock.ts';
import { type HashKey, sipHash } from './keyedHash.ts';
import { markerRules } from './markers.ts';
import { namedSecretRules } from './namedSecrets.ts';
import { type Hit, type Judgement, longest, type Place, type Rule } from './rule.ts';
import { secretFormRules } from './secretForms.ts';

const rules: readonly Rule[] = [...markerRules, keyBlockRule, ...secretFormRules, ...namedSecretRules];

/** What was masked before stays as it is. */
const labelStart = '[secret:';
const label = /\[secret:[a-z0-9-]{1,32}#[0-9a-f]{4}\]/y;
const labelLength = 48;

/** Stands in a broken marker. */
const mark = '·';

/** So much text is kept behind the scan for rules that look back. */
const lookBack = 64;
/** What may be the beginning of an anchor, or of a secret before its anchor. */
const maybeAnchor = /[\w.<|｜[/\]:~=-]{1,44}$/;
const maybeAnchorLength = 44;
/** A secret of this length may go on beyond what its form allows. */
const longSecret = 200;
const secretRest = /[\w+/=.-]*/y;
const tokenRun = /[^\s"'`<>\\]*/y;

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
  let edge = 0;
  let edgeCharacter = '';
  let block: KeyBlock | undefined;
  let restOfSecret = false;
  /** A secret that is known to follow; places in the stream. */
  let beside: Hit | undefined;

  return {
    push(piece, last) {
      text += piece;
      let out = '';
      let run = { from: 0, to: 0 };
      let from = at;
      while (finishSecret()) {
        const found = nextAnchor(text, from);
        if (beside && (found < 0 || found >= beside.from - base)) {
          const hit = { ...beside, from: beside.from - base, to: beside.to - base };
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
        else if (judgement.kind === 'marker') {
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
        if (hit.block) block = createKeyBlock();
        else {
          putLabel(hit.kind, text.slice(hit.from, hit.to));
          restOfSecret = hit.to - hit.from >= longSecret;
        }
        if (beside && beside.from - base < at) beside = undefined;
        if (hit.beside) beside = { ...hit.beside, from: hit.beside.from + base, to: hit.beside.to + base };
      }

      function putLabel(kind: string, secret: string): void {
        out += `[${kind}#${suffix(key, secret)}]`;
        replaced(']');
      }

      function replaced(character: string): void {
        edge = at;
        edgeCharacter = character;
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
        const place: Place = {
          text,
          at: found,
          last,
          previous: found === edge ? edgeCharacter : text.charAt(found - 1),
          behind() {
            const start = Math.max(edge, found - lookBack);
            return (start === edge ? edgeCharacter : '') + text.slice(start, found);
          },
          runEnd() {
            if (found < run.from || found >= run.to) {
              tokenRun.lastIndex = found;
              tokenRun.test(text);
              run = { from: found, to: tokenRun.lastIndex };
            }
            return run.to;
          },
        };
        for (const { start, rule } of rulesAt.get(text.slice(found, found + 2)) ?? []) {
          const judgement = text.startsWith(start, found) ? rule.judge(place) : undefined;
          if (judgement !== undefined) return judgement;
        }
        return undefined;
      }
    },
  };

  function forget(): void {
    const cut = Math.max(0, at - lookBack);
    if (cut === 0) return;
    text = text.slice(cut);
    base += cut;
    at -= cut;
    edge = edge >= cut ? edge - cut : -1;
  }
}

/** Rules by the first two characters of their anchors. */
const rulesAt = new Map<string, { readonly start: string; readonly rule: Rule }[]>();
for (const rule of rules) {
  for (const start of rule.anchors) {
    const two = start.slice(0, 2);
    rulesAt.set(two, [...(rulesAt.get(two) ?? []), { start, rule }]);
  }
}

const nextAnchor = anchorFinder([labelStart, ...rules.flatMap(({ anchors }) => anchors)]);

/** Four digits: enough to tell the secrets of a session apart, too few to say anything about one. */
function suffix(key: HashKey, secret: string): string {
  const bytes = new Uint16Array(Math.min(secret.length, longest)).map((_, index) => secret.charCodeAt(index));
  return (sipHash(key, new Uint8Array(bytes.buffer)) & 0xffff).toString(16).padStart(4, '0');
}
