import { Allow, parse } from 'partial-json';
import type { FileChange } from '../protocol/changes.ts';
import type { Delta } from '../protocol/events.ts';
import { judgeCall } from './judging.ts';
import type { EditTool, ToolContext } from './tool.ts';
import type { Turn } from './turn.ts';

/** Milliseconds between two looks at an input that is being written. */
const pace = 50;
/** Input longer than this is no longer followed: reading it again and again would cost more than it shows. */
const longest = 400_000;

/** Follows the inputs of edit calls while the model writes them, and shows what they would change so far. */
export interface Drafts {
  see(delta: Delta): void;
  /** The answer is whole, or lost: nothing more is shown. `keep` leaves on screen what the calls will now propose. */
  end(keep: boolean): void;
}

interface Following {
  readonly tool: EditTool<unknown>;
  text: string;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** Set once the path is known and was judged; `undefined` where nothing may or can be shown. */
  change: Promise<((input: unknown) => FileChange | undefined) | undefined> | undefined;
  shown: boolean;
  over: boolean;
}

/**
 * Path first, then the gate, and only then a preview: nothing of a file is shown before its path was judged, and only
 * where the person will be asked. `context` is what the tool may use.
 */
export function followDrafts(turn: Turn, context: (callId: string) => ToolContext): Drafts {
  const { deps } = turn;
  if (!deps.onDraft) return { see() {}, end() {} };
  const show = deps.onDraft;
  const calls = new Map<string, Following | undefined>();

  function follow(name: string): Following | undefined {
    const tool = deps.tools.find((one) => one.name === name);
    const drafts = tool?.kind === 'edit' && tool.draft !== undefined;
    return drafts ? { tool, text: '', timer: undefined, change: undefined, shown: false, over: false } : undefined;
  }

  async function open(callId: string, call: Following, path: string): ReturnType<typeof start> {
    const verdict = await judgeCall(turn, call.tool, { paths: [{ path, access: 'write' }] }, '');
    return verdict.decision === 'ask' ? await start(callId, call, path) : undefined;
  }

  async function start(callId: string, call: Following, path: string) {
    return await call.tool.draft?.(path, context(callId));
  }

  async function look(callId: string, call: Following): Promise<void> {
    const input = read(call.text);
    const path = input && pathOf(input);
    if (path === undefined) return;
    call.change ??= open(callId, call, path);
    const compute = await call.change;
    const change = compute?.(input);
    if (change === undefined || call.over) return;
    call.shown = true;
    show(callId, change);
  }

  function soon(callId: string, call: Following): void {
    if (call.timer !== undefined || call.over) return;
    call.timer = setTimeout(() => {
      look(callId, call)
        .catch((error: unknown) => {
          // A preview that fails is no reason to disturb the turn: the call itself will say what is wrong.
          deps.log.debug(`no preview of ${call.tool.name}: ${String(error)}`);
          call.over = true;
        })
        .finally(() => {
          call.timer = undefined;
        });
    }, pace);
  }

  return {
    see(delta) {
      if (delta.type === 'restart') {
        this.end(false);
        calls.clear();
      }
      if (delta.type !== 'toolInput') return;
      if (!calls.has(delta.callId)) calls.set(delta.callId, follow(delta.tool));
      const call = calls.get(delta.callId);
      if (!call || call.over) return;
      call.text += delta.text;
      if (call.text.length > longest) call.over = true;
      else soon(delta.callId, call);
    },
    end(keep) {
      for (const [callId, call] of calls) {
        if (!call) continue;
        call.over = true;
        clearTimeout(call.timer);
        if (call.shown && !keep) show(callId, undefined);
      }
    },
  };
}

function read(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = parse(text, Allow.STR | Allow.OBJ | Allow.ARR);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    // Not JSON so far; the finished input is judged elsewhere.
    return undefined;
  }
}

/** The path is whole once another field has begun. */
function pathOf(input: Record<string, unknown>): string | undefined {
  const [first, second] = Object.keys(input);
  return first === 'path' && second !== undefined && typeof input.path === 'string' ? input.path : undefined;
}
