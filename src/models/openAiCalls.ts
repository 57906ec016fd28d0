import type { ToolUseBlock } from '../protocol/content.ts';
import type { Delta } from '../protocol/events.ts';
import type { WireCall } from './openAiAccumulate.ts';

interface OpenCall {
  /** As the server said it, '' where it said none. */
  readonly wireId: string;
  /** Unique in the conversation. */
  readonly id: string;
  readonly index: number | undefined;
  name: string;
  json: string;
}

/**
 * Puts calls together that come in pieces. Pieces belong to the call with their index or id; where a server gives every
 * call the same index, a new id or, without ids, a new name after whole arguments begins another call.
 */
export function openAiCalls(
  taken: ReadonlySet<string>,
  newId: () => string,
): { push(piece: WireCall): Delta[]; any(): boolean; finish(whole: boolean): ToolUseBlock[] } {
  const calls: OpenCall[] = [];
  const used = new Set(taken);

  function find({ index, id, function: called }: WireCall): OpenCall | undefined {
    if (id) {
      const same = calls.findLast((call) => call.wireId === id && (index == null || call.index === index));
      if (same) return same;
    }
    const open = index == null ? calls.at(-1) : calls.findLast((call) => call.index === index);
    if (!open) return undefined;
    if (id && open.wireId !== '' && id !== open.wireId) return undefined;
    const another = Boolean(called?.name) && open.name !== '' && isWhole(open.json);
    return another ? undefined : open;
  }

  function begin({ index, id }: WireCall): OpenCall {
    let unique = id ?? '';
    while (unique === '' || used.has(unique)) unique = newId();
    used.add(unique);
    const call: OpenCall = { wireId: id ?? '', id: unique, index: index ?? undefined, name: '', json: '' };
    calls.push(call);
    return call;
  }

  return {
    push(piece) {
      const call = find(piece) ?? begin(piece);
      if (call.name === '') call.name = piece.function?.name ?? '';
      const args = piece.function?.arguments;
      const text = typeof args === 'string' ? args : args == null ? '' : JSON.stringify(args);
      call.json += text;
      return [{ type: 'toolInput', callId: call.id, tool: call.name, text }];
    },
    any: () => calls.length > 0,
    finish: (whole) => calls.flatMap((call) => finished(call, whole)),
  };
}

/** A call. Where the model was stopped while writing (`whole` is false), input that does not parse is half a call. */
function finished({ id, name, json }: OpenCall, whole: boolean): ToolUseBlock[] {
  if (json.trim() === '') return whole ? [{ type: 'toolUse', id, name, input: {} }] : [];
  try {
    const input: unknown = JSON.parse(json);
    // Some servers encode the arguments twice.
    const inner: unknown = typeof input === 'string' && input.trim().startsWith('{') ? JSON.parse(input) : input;
    return [{ type: 'toolUse', id, name, input: inner ?? {} }];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return whole ? [{ type: 'toolUse', id, name, input: {}, malformed: json }] : [];
  }
}

function isWhole(json: string): boolean {
  if (!json.trim().endsWith('}')) return false;
  try {
    JSON.parse(json);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
