import { lineStart, majorityEnding } from '../lineEndings.ts';
import { type JsonNode, stringEnd } from './jsonTree.ts';

/** How a JSON text is written. Without a `lineEnd` everything stands on one line. */
export interface JsonStyle {
  readonly lineEnd: string | undefined;
  /** White space by which each level is indented. */
  readonly unit: string;
  readonly comma: string;
  readonly colon: string;
  /** How characters outside ASCII are written: as they are, or as escapes with lower or upper case digits. */
  readonly wide: 'plain' | 'lower' | 'upper';
}

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Reads the style off a text whose root is an object. */
export function jsonStyle(text: string, root: JsonNode): JsonStyle {
  const [first, second] = root.entries ?? [];
  if (!first) return { lineEnd: undefined, unit: '', comma: ', ', colon: ': ', wide: wideStyle(text) };
  const lead = text.slice(root.start + 1, first.start);
  const lines = lead.includes('\n');
  const between = second ? text.slice(first.value.end, second.start) : ',';
  return {
    lineEnd: lines ? majorityEnding(text) : undefined,
    unit: lines ? lead.slice(lead.lastIndexOf('\n') + 1) : '',
    comma: lines ? between.slice(0, between.search(/\r?\n|$/)) : between,
    colon: text.slice(stringEnd(text, first.start), first.value.start),
    wide: wideStyle(text),
  };
}

/** A value as text. `indent` is the white space at the start of the line in which it begins. */
export function writeJson(value: JsonValue, style: JsonStyle, indent: string): string {
  if (typeof value === 'string') return quoted(value, style);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = indent + style.unit;
  const isArray = (one: JsonValue): one is readonly JsonValue[] => Array.isArray(one);
  const parts = isArray(value)
    ? value.map((item) => writeJson(item, style, inner))
    : Object.entries(value).map(([key, item]) => quoted(key, style) + style.colon + writeJson(item, style, inner));
  const [open, close] = isArray(value) ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return open + close;
  if (style.lineEnd === undefined) return open + parts.join(style.comma) + close;
  const line = style.lineEnd + inner;
  return `${open}${line}${parts.join(style.comma + line)}${style.lineEnd}${indent}${close}`;
}

/** White space at the start of the line that an offset lies in. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
}

function wideStyle(text: string): JsonStyle['wide'] {
  if (/[^\0-\x7f]/.test(text)) return 'plain';
  const digits = /(?<!\\)(?:\\\\)*\\u(?!00[0-7])([0-9a-f]{4})/i.exec(text)?.[1];
  if (digits === undefined) return 'plain';
  return /[A-F]/.test(digits) ? 'upper' : 'lower';
}

function quoted(value: string, { wide }: JsonStyle): string {
  const text = JSON.stringify(value);
  if (wide === 'plain') return text;
  return text.replace(/[\x7f-\uffff]/g, (character) => {
    const digits = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${wide === 'upper' ? digits.toUpperCase() : digits}`;
  });
}
