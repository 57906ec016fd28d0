import type { Answer, Model, ModelOutput, ModelRequest, SessionLog } from '../../src/agent/ports.ts';
import { createSession, type Session } from '../../src/agent/session.ts';
import type { Tool } from '../../src/agent/tool.ts';
import type { SessionDeps } from '../../src/agent/turn.ts';
import type { FileChange } from '../../src/protocol/changes.ts';
import type { AssistantBlock } from '../../src/protocol/content.ts';
import type { ApprovalRequest, Delta, Event, EventOf } from '../../src/protocol/events.ts';
import { Event as EventSchema } from '../../src/protocol/events.ts';

/** What the fake model does when asked: answer with blocks, throw, or do as it likes with the request and the signal. */
export type Reply =
  | { readonly blocks: readonly AssistantBlock[]; readonly stopReason?: string }
  | { readonly error: Error }
  | ((request: ModelRequest, signal: AbortSignal) => AsyncIterable<ModelOutput>);

export function say(text: string): Reply {
  return { blocks: [{ type: 'text', text }], stopReason: 'endTurn' };
}

export function use(
  ...calls: readonly { readonly name: string; readonly input?: unknown; readonly malformed?: string }[]
): Reply {
  return {
    blocks: calls.map(({ name, input = {}, malformed }, index) => ({
      type: 'toolUse',
      id: `${name}-${index}-${Math.random().toString(36).slice(2, 8)}`,
      name,
      input,
      ...(malformed === undefined ? {} : { malformed }),
    })),
    stopReason: 'toolUse',
  };
}

/** A model that gives prepared answers in order and keeps the requests it was sent. */
export function fakeModel(replies: readonly Reply[]): Model & { readonly requests: ModelRequest[] } {
  const requests: ModelRequest[] = [];
  return {
    requests,
    info: { id: 'fake', label: 'Fake', contextWindow: 100_000, images: true, editTools: 'both' },
    cost: (usage) => usage.input / 1_000_000,
    async *stream(request, signal) {
      const reply = replies[requests.length];
      requests.push(structuredClone(request));
      if (reply === undefined) throw new Error(`the fake model was asked ${requests.length} times`);
      if (typeof reply === 'function') return yield* reply(request, signal);
      if ('error' in reply) throw reply.error;
      for (const block of reply.blocks) {
        if (block.type === 'text') yield { type: 'delta', delta: { type: 'text', text: block.text } };
      }
      yield {
        type: 'message',
        model: 'fake',
        content: reply.blocks,
        stopReason: reply.stopReason ?? 'endTurn',
        usage: { input: 100, output: 10, cacheRead: 0, cacheWrite: 0 },
      };
    },
  };
}

export interface FakeSession {
  readonly session: Session;
  readonly events: Event[];
  readonly deltas: Delta[];
  readonly drafts: { readonly callId: string; readonly change: FileChange | undefined }[];
  readonly asked: ApprovalRequest[];
  readonly lines: string[];
  readonly logged: string[];
  of<T extends Event['type']>(type: T): EventOf<T>[];
  /** Ended reason of the last turn. */
  ended(): string | undefined;
}

/** A session over fake ports that record what passes; each port can be replaced. */
export async function fakeSession(
  parts: Partial<SessionDeps> & { readonly model: Model; readonly tools: readonly Tool[] },
  options: {
    readonly answer?: (request: ApprovalRequest) => Answer | Promise<Answer>;
    readonly resumed?: readonly Event[];
  } = {},
): Promise<FakeSession> {
  const events: Event[] = [];
  const deltas: Delta[] = [];
  const drafts: { callId: string; change: FileChange | undefined }[] = [];
  const asked: ApprovalRequest[] = [];
  const lines: string[] = [];
  const logged: string[] = [];
  let ids = 0;
  const transcript: SessionLog = {
    async append(event) {
      lines.push(JSON.stringify(EventSchema.parse(event)));
    },
    async sync() {},
    async close() {},
  };
  const missing = (name: string) => () => {
    throw new Error(`this test has no ${name}`);
  };
  const deps: SessionDeps = {
    sessionId: 'session-1',
    root: '/project',
    mode: 'default',
    gate: {
      async judge({ kind, approvedExactly }) {
        const risky = kind === 'execute' || kind === 'edit';
        return {
          decision: risky && !approvedExactly ? 'ask' : 'allow',
          risk: risky ? 'HIGH' : 'LOW',
          layer: 'fake',
          rule: kind,
          reason: `It is ${kind}.`,
        };
      },
    },
    approver: {
      async approve(request) {
        asked.push(request);
        return (await options.answer?.(request)) ?? { decision: 'approved', scope: 'once' };
      },
      async ask() {
        return undefined;
      },
    },
    files: {
      stat: missing('files'),
      readText: missing('files'),
      readBytes: missing('files'),
      list: missing('files'),
      realPath: async (path) => path,
    },
    watch: { begin: async () => async () => undefined, recover: async () => undefined },
    edits: {
      async apply(changes, { begun }) {
        const checkpoint = `checkpoint-${++ids}`;
        const summary = changes.map(({ kind, path }) => ({ kind, path, added: 1, removed: 0, diff: '' }));
        await begun?.(checkpoint, summary);
        return {
          checkpoint,
          summary,
          seen: changes.map(({ path }) => ({ path, hash: 'after' })),
          unsaved: [],
          notes: [],
        };
      },
      async restore(checkpoints) {
        return {
          restored: checkpoints.map((id) => `file of ${id}`),
          merged: [],
          kept: [],
          checkpoint: `before-${++ids}`,
        };
      },
      async previewRestore(checkpoints) {
        return checkpoints.map((id) => ({ path: `file of ${id}`, outcome: 'restored' }));
      },
    },
    search: { glob: missing('search'), grep: missing('search') },
    processes: {
      run: missing('processes'),
      start: missing('processes'),
      read: missing('processes'),
      kill: missing('processes'),
      running: () => [],
    },
    git: { run: missing('git') },
    lock: { acquire: async () => async () => {} },
    log: {
      debug: (text) => logged.push(text),
      info: (text) => logged.push(text),
      warn: (text) => logged.push(text),
      error: (text) => logged.push(text),
    },
    transcript,
    prompt: async () => ({ fixed: 'You are a test.', dynamic: '' }),
    sanitise: (text) => text.replaceAll('\u0000', ''),
    sanitiseStream: () => ({ push: (piece) => piece.replaceAll('\u0000', ''), end: () => '' }),
    envelope: (text, origin) => `<${origin}>${text}</>`,
    resolve: (path) => (path.startsWith('/') ? path : `/project/${path}`),
    display: (path) => path.replace('/project/', ''),
    newId: () => `id-${++ids}`,
    maxSteps: 20,
    onEvent: (event) => events.push(event),
    onDelta: (delta) => deltas.push(delta),
    onDraft: (callId, change) => drafts.push({ callId, change }),
    onState: () => {},
    ...parts,
    // Spread once, a list that is asked anew each time would be frozen.
    get tools() {
      return parts.tools;
    },
  };
  const session = await createSession(deps, options.resumed && { events: options.resumed, dropped: undefined });
  return {
    session,
    events,
    deltas,
    drafts,
    asked,
    lines,
    logged,
    of: <T extends Event['type']>(type: T) => events.filter((event): event is EventOf<T> => event.type === type),
    ended: () => {
      const last = events.findLast((event) => event.type === 'ended');
      return last?.type === 'ended' ? last.reason : undefined;
    },
  };
}
