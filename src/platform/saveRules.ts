import { readFile } from 'node:fs/promises';
import type { RuleEntry } from '../agent/ruleFiles.ts';
import { ToolError } from '../agent/tool.ts';
import { indentAt, type JsonStyle, type JsonValue, jsonStyle, writeJson } from '../edits/notebook/jsonStyle.ts';
import { type JsonNode, jsonTree } from '../edits/notebook/jsonTree.ts';
import { errorCode } from './errorCode.ts';
import { writeAtomic } from './writeAtomic.ts';
import { createWriteLock } from './writeLock.ts';

const lockWaitMs = 5000;

/**
 * Adds rules to a settings file. Everything else in it stays byte for byte; a file that is no plain JSON (one with
 * comments, or a broken one) is never written. Windows that save at the same moment wait for one another.
 */
export function createRuleSaving({ path, lock }: { readonly path: string; readonly lock: string }) {
  const guard = createWriteLock({ path: lock });
  return async (rules: readonly RuleEntry[]): Promise<void> => {
    const release = await guard.acquire(AbortSignal.timeout(lockWaitMs));
    try {
      const text = await textOf(path);
      await writeAtomic(path, withRules(text, rules, path), { mode: 0o600 });
    } finally {
      await release();
    }
  };
}

async function textOf(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    const why = error instanceof Error ? error.message : String(error);
    throw new ToolError(`${path} cannot be read, so it is left as it is: ${why}`, { cause: error });
  }
}

/** The text of the file with the rules at the end of its list. Throws `ToolError` where it is not to be touched. */
export function withRules(text: string, rules: readonly RuleEntry[], path: string): string {
  if (text.trim() === '') return `${JSON.stringify({ rules }, undefined, 2)}\n`;
  const value = parsed(text, path);
  const root = jsonTree(text);
  const style: JsonStyle = { ...jsonStyle(text, root), wide: 'plain' };
  // `rules` twice would leave it to the reader which one counts.
  const lists = (root.entries ?? []).filter(({ key }) => key === 'rules');
  const [entry] = lists;
  if (lists.length > 1 || (entry && !Array.isArray(value.rules)))
    throw new ToolError(`${path} is left as it is: its key "rules" must stand there once and hold a list. Correct it.`);
  const list: readonly JsonValue[] = rules.map((rule): JsonValue => ({ ...rule }));
  if (entry) return intoList(text, entry.value, list, style);
  return intoObject(text, root, list, style);
}

function parsed(text: string, path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ToolError(
      `${path} is left as it is, because it is no plain JSON (${why}). Take comments and trailing commas out of it.`,
      { cause: error },
    );
  }
  throw new ToolError(`${path} is left as it is, because it holds no JSON object. Correct it.`);
}

function intoList(text: string, node: JsonNode, list: readonly JsonValue[], style: JsonStyle): string {
  const last = node.items?.at(-1);
  const indent = indentAt(text, last?.start ?? node.start);
  if (!last) return text.slice(0, node.start) + writeJson(list, style, indent) + text.slice(node.end);
  const spread = text.slice(node.start, last.start).includes('\n');
  const written = list.map((rule) => writeJson(rule, spread ? style : { ...style, lineEnd: undefined }, indent));
  const between = spread ? `,${style.lineEnd ?? '\n'}${indent}` : ', ';
  return text.slice(0, last.end) + written.map((rule) => between + rule).join('') + text.slice(last.end);
}

function intoObject(text: string, root: JsonNode, list: readonly JsonValue[], style: JsonStyle): string {
  const last = root.entries?.at(-1);
  const whole: JsonStyle = last ? style : { ...style, lineEnd: '\n', unit: '  ', colon: ': ', comma: ',' };
  const { lineEnd, unit, colon } = whole;
  const entry = `"rules"${colon}${writeJson(list, whole, lineEnd === undefined ? '' : unit)}`;
  if (!last) return `${text.slice(0, root.start)}{${lineEnd}${unit}${entry}${lineEnd}}${text.slice(root.end)}`;
  const between = lineEnd === undefined ? ', ' : `,${lineEnd}${unit}`;
  return text.slice(0, last.value.end) + between + entry + text.slice(last.value.end);
}
