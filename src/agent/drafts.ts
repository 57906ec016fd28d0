import { Allow, parse } from 'partial-json';
import type { FileChange } from '../protocol/changes.ts';
import type { Delta } from '../protocol/events.ts';
import type { Verdict } from '../protocol/risk.ts';
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
  /** The files that it names, by all paths of each; judged as soon as those are whole. */
  readonly files: Map<string, Promise<DraftedFile>>;
  /** By path, the text that was shown last. */
  readonly shown: Map<string, string>;
  over: boolean;
}

interface DraftedFile {
  readonly decision: Verdict['decision'];
  /** Absent where the file cannot be shown, or may not. */
  readonly compute?: ((input: unknown) => FileChange | undefined) | undefined;
}

/**
 * Path first, then the gate, and only then a preview: nothing of a file is shown before its path was judged, and only
 * where the person will be asked. A call with one path that is denied will be refused, so nothing of it stays on screen. `context` is what the tool may use.
 */
export function followDrafts(turn: Turn, context: (callId: string) => ToolContext): Drafts {
  const { deps } = turn;
  if (!deps.onDraft) return { see() {}, end() {} };
  const show = deps.onDraft;
  const calls = new Map<string, Following | undefined>();

  function follow(name: string): Following | undefined {
    const tool = deps.tools.find((one) => one.name === name);
    const drafts = tool?.kind === 'edit' && tool.draft !== undefined;
    return drafts ? { tool, text: '', timer: undefined, files: new Map(), shown: new Map(), over: false } : undefined;
  }

  async function open(callId: string, { tool }: Following, paths: readonly string[]): Promise<DraftedFile> {
    const targets = { paths: paths.map((path) => ({ path, access: 'write' as const })) };
    const { decision } = await judgeCall(turn, tool, targets, '');
    const [path] = paths;
    if (decision === 'deny' || path === undefined) return { decision };
    try {
      return { decision, compute: await tool.draft?.(path, context(callId)) };
    } catch (error) {
      deps.log.debug(`no preview of ${path} by ${tool.name}: ${String(error)}`);
      return { decision };
    }
  }

  async function look(callId: string, call: Following): Promise<void> {
    const input = read(call.text);
    if (!input) return;
    const named = call.tool.draftPaths ? call.tool.draftPaths(input) : firstPath(input);
    const files = await Promise.all(
      named.map((paths) => {
        const key = paths.join('\0');
        const file = call.files.get(key) ?? open(callId, call, paths);
        call.files.set(key, file);
        return file;
      }),
    );
    if (call.over) return;
    if (files.some(({ decision }) => decision === 'deny')) {
      call.over = true;
      if (call.shown.size > 0) show(callId, undefined);
      return;
    }
    if (!files.some(({ decision }) => decision === 'ask')) return;
    for (const { compute } of files) {
      const change = compute?.(input);
      if (change === undefined || !('after' in change) || call.shown.get(change.path) === change.after) continue;
      call.shown.set(change.path, change.after);
      show(callId, change);
    }
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
        if (call.shown.size > 0 && !keep) show(callId, undefined);
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
function firstPath(input: Record<string, unknown>): string[][] {
  const [first, second] = Object.keys(input);
  return first === 'path' && second !== undefined && typeof input.path === 'string' ? [[input.path]] : [];
}
