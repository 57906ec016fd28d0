import { placeholder } from './placedSecrets.ts';
import { chained, type Judgement, type Place, type Rule, reach } from './rule.ts';

// The values of a Secret of Kubernetes, whatever they are called. Its kind stands before them where a person wrote it,
// and behind them where `kubectl` put it out, which sorts by name.

const limit = 4096;
const line = /([ \t]*)(?:- )?([^\r\n]*)(\r?\n|$)/y;
const entry = /^["']?[\w.-]{1,253}["']?:[ \t]+(["']?)([^\s"'#]{4,})\1[ \t]*$/;
/** A value that goes on beyond what is looked at. */
const longEntry = /^["']?[\w.-]{1,253}["']?:[ \t]+["']?([A-Za-z0-9+/]{200,})$/;
/** What `kubectl` puts out before the values. Where they are all encoded, and too long to wait for the kind, it is a Secret. */
const headBefore = /apiVersion: ["']?v1["']?\r?\n[ \t]*(?:- )?$/;
const kind = /^["']?kind["']?:[ \t]+["']?Secret["']?[ \t]*$/;

export const kubernetesRule: Rule = {
  anchors: ['data:', 'stringData:', 'data":', 'stringData":', 'data\\', 'stringData\\'],
  judge(place) {
    const before = place.behind(reach);
    // Of what stands before something that was masked or broken nothing is known.
    const known = before.slice(Math.max(before.lastIndexOf(']'), before.lastIndexOf('·')) + 1);
    return /^(?:d|stringD)ata\\{0,3}"/.test(place.text.slice(place.at, place.at + 14))
      ? json(place, known)
      : yaml(place, known);
  },
};

function yaml(place: Place, before: string): Judgement {
  const { text, at, last } = place;
  const own = /(?:^|\n)([ \t]*(?:- )?)$/.exec(before)?.[1];
  if (own === undefined) return undefined;
  const encoded = text.startsWith('data', at);
  let secret: boolean | undefined;
  let inside = true;
  let encodedOnly = encoded && headBefore.test(before);
  let cut = false;
  const values: Span[] = [];
  for (let from = behindLine(text, at); ; from = line.lastIndex) {
    line.lastIndex = from;
    const [whole = '', indent = '', content = '', end = ''] = line.exec(text) ?? [];
    if (end === '' && !last && text.length - at < limit) return 'more';
    // Half a line end at the very limit matches nothing.
    cut = from + whole.length - at >= limit || (whole === '' && from < text.length);
    if (cut) {
      const value = longEntry.exec(text.slice(from + indent.length, at + limit))?.[1];
      if (inside && value !== undefined) values.push({ from: at + limit - value.length, to: at + limit });
      break;
    }
    if (whole === '') break;
    if (content.trim() === '') continue;
    inside &&= indent.length > own.length;
    if (inside) {
      const [, , value] = entry.exec(content) ?? [];
      if (value === undefined || !isValue(value, encoded)) {
        encodedOnly &&= value === undefined && /:[ \t]*(?:""|'')?$/.test(content);
        continue;
      }
      const begin = from + whole.lastIndexOf(value);
      values.push({ from: begin, to: begin + value.length });
      continue;
    }
    if (values.length === 0) break;
    secret ??= isSecret();
    if (secret) break;
    if (indent.length === own.length && kind.test(content)) secret = true;
    else if (indent.length < own.length || /^-{3}|^(?:data|stringData|kind):/.test(content)) break;
  }
  return values.length > 0 && (secret ?? (isSecret() || (cut && inside && encodedOnly))) ? chain(values) : undefined;

  function isSecret(): boolean {
    return !own?.endsWith('- ') && isSecretBefore(before, own?.length ?? 0);
  }
}

/** The kind stands in the same map: since then nothing was indented less, and no other document began. */
function isSecretBefore(before: string, indent: number): boolean {
  for (const one of before.split('\n').slice(0, -1).reverse()) {
    const [, spaces = '', dash = '', content = ''] = /^([ \t]*)(- )?(.*?)\r?$/.exec(one) ?? [];
    if (content === '' && dash === '') continue;
    if (content.startsWith('---')) return false;
    if (spaces.length + dash.length === indent && kind.test(content)) return true;
    if (spaces.length < indent) return false;
  }
  return false;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

const object = /(?:data|stringData)\\{0,3}":\s{0,40}\{([^{}]{0,4096})\}/y;
const follows = /\s{0,40},\s{0,40}\\{0,3}"kind\\{0,3}":\s{0,4}\\{0,3}"Secret\\{0,3}"/y;
const maybeObject =
  /^(?:data|stringData)(?:\\{0,3}|\\{0,3}":\s{0,40}(?:\{[^{}]{0,4096}(?:\}\s{0,40}(?:,\s{0,40}["\\kind:\sSecrt]{0,32})?)?)?)$/;
const pair = /"[\w.-]{1,253}\\{0,3}":\s{0,4}\\{0,3}"([^"\\\s]{4,})(?=\\{0,3}")/g;

/** The last one may go on behind the limit. */
const pairOrRest = /"[\w.-]{1,253}\\{0,3}":\s{0,4}\\{0,3}"([^"\\\s]{4,})(?=\\{0,3}"|$)/g;
const jsonHeadBefore = /"apiVersion\\{0,3}":\s{0,4}\\{0,3}"v1\\{0,3}",\s{0,40}\\{0,3}"?$/;

function json({ text, at, last }: Place, before: string): Judgement {
  if (!last && text.length - at < limit && maybeObject.test(text.slice(at))) return 'more';
  object.lastIndex = at;
  const inner = object.exec(text)?.[1];
  if (inner === undefined) return longJson(text, at, before);
  follows.lastIndex = object.lastIndex;
  if (!/"kind\\{0,3}":\s{0,4}\\{0,3}"Secret\\{0,3}"[^{}]*(?:\{[^{}]*\}[^{}]*)*$/.test(before) && !follows.test(text))
    return undefined;
  const start = object.lastIndex - inner.length - 1;
  const values: Span[] = [];
  for (const { index, 0: whole, 1: value = '' } of inner.matchAll(pair)) {
    const from = start + index + whole.length - value.length;
    if (isValue(value, text.startsWith('data', at))) values.push({ from, to: from + value.length });
  }
  return chain(values);
}

/** Up to the limit, where what `kubectl` puts out before it says that all of it may be encoded, and it is. */
function longJson(text: string, at: number, before: string): Judgement {
  const inner = text.slice(at, at + limit);
  if (inner.length < limit || !/^data\\{0,3}":\s{0,40}\{[^{}]*$/.test(inner) || !jsonHeadBefore.test(before))
    return undefined;
  const start = at + inner.indexOf('{') + 1;
  const values: Span[] = [];
  for (const { index, 0: whole, 1: value = '' } of inner.slice(start - at).matchAll(pairOrRest)) {
    const end = start + index + whole.length;
    if (value.includes('[secret:')) continue;
    const isLast = end === at + limit;
    if (!isLast && !isValue(value, true)) return undefined;
    if (isLast && !/^[A-Za-z0-9+/]{200,}$/.test(value)) break;
    values.push({ from: end - value.length, to: end });
  }
  return chain(values);
}

function behindLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

function isValue(value: string, encoded: boolean): boolean {
  if (value.includes('[secret:') || value.includes('·')) return false;
  if (encoded) return value.length >= 8 && value.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(value);
  return !placeholder.test(value) && !/^[<$%{([|>&*!]|^(?:true|false|null|\d{1,5})$/.test(value);
}

/** All of them, one behind another. */
function chain(values: readonly Span[]): Judgement {
  return chained(values.map((value) => ({ ...value, kind: 'secret:kubernetes-secret' as const })));
}
