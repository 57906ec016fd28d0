import { posix } from 'node:path';
import type { Answer, Model } from '../../src/agent/ports.ts';
import { createSession } from '../../src/agent/session.ts';
import { type Tool, ToolError } from '../../src/agent/tool.ts';
import { type Event, type EventOf, Event as EventSchema } from '../../src/protocol/events.ts';
import type { Mode } from '../../src/protocol/risk.ts';
import { createGate } from '../../src/security/gate.ts';
import { sanitise } from '../../src/security/sanitise.ts';
import { tools } from '../../src/tools/index.ts';
import { quietMachine } from './quietMachine.ts';

/** Reads a recorded conversation, one event a line. Throws at the first line that is not an event of this version. */
export function readRecording(text: string): Event[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => EventSchema.parse(JSON.parse(line)));
}

/**
 * Plays a recorded conversation again: today's session, loop, gate, schemas and titles; the model, the tools' work and
 * the person as recorded. Resolves with the events that come out.
 */
export async function replay(recorded: readonly Event[]): Promise<Event[]> {
  const of = <T extends Event['type']>(type: T): EventOf<T>[] =>
    recorded.filter((event): event is EventOf<T> => event.type === type);
  const start = of('session')[0];
  if (!start) throw new Error('a recording begins with a session event');
  const { root, sessionId } = start;
  const events: Event[] = [];
  let ids = 0;
  const results = new Map(of('result').map((event) => [event.callId, event]));
  const result = (callId: string): EventOf<'result'> => {
    const found = results.get(callId);
    if (!found) throw new Error(`the recording has no result for ${callId}`);
    return found;
  };
  const recordedChanges = (callId: string) => of('proposal').find((event) => event.callId === callId)?.changes;

  const played: Tool[] = tools.map((tool) =>
    tool.kind === 'edit'
      ? {
          ...tool,
          async propose(_, { callId }) {
            const changes = recordedChanges(callId);
            if (!changes) throw new ToolError(result(callId).text);
            return { changes };
          },
        }
      : {
          ...tool,
          async run(_, { callId }) {
            const { status, text, view, images, seen, untrusted } = result(callId);
            if (status === 'error') throw new ToolError(text);
            if (untrusted === undefined) return { text, view, images, seen };
            // Without its envelope, which the loop puts around it again.
            return { text: text.split('\n').slice(1, -1).join('\n'), view, images, seen, untrusted };
          },
        },
  );
  const resolve = (path: string): string => posix.resolve(root, path);
  const unused = (): never => {
    throw new Error('a replay does no work of its own');
  };
  const session = await createSession({
    sessionId,
    root,
    model: recordedModel(of('assistant')),
    mode: of('setting')[0]?.mode as Mode,
    limits: () => of('setting')[0]?.limits ?? {},
    tools: played,
    gate: createGate({
      root,
      home: '/home/ada/.belay',
      readable: [],
      ignoreCase: false,
      sandbox: async () => ({ available: of('verdict').some(({ verdict }) => verdict.sandbox === true), reason: '' }),
      trusted: () => true,
      resolve,
      realPath: async (path) => path,
      commands: quietMachine(),
    }),
    approver: {
      async approve({ callId }) {
        const answered = of('answered').find((event) => event.callId === callId);
        return answered ? answerOf(answered) : unused();
      },
      ask: async () => undefined,
    },
    files: { stat: unused, readText: unused, readBytes: unused, list: unused, realPath: async (path) => path },
    watch: { begin: async () => async () => undefined, recover: async () => undefined },
    edits: {
      async apply(_, { callId }) {
        const applied = of('applied').find((event) => event.callId === callId);
        const { seen } = result(callId);
        return applied ? { ...applied, seen, unsaved: [], notes: [] } : unused();
      },
      restore: unused,
      previewRestore: unused,
    },
    search: { glob: unused, grep: unused },
    processes: { run: unused, start: unused, read: unused, kill: unused, running: () => [] },
    git: { run: unused },
    lock: { acquire: async () => async () => {} },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    transcript: { async append() {}, async sync() {}, async close() {} },
    prompt: async () => ({ fixed: '', dynamic: '' }),
    sanitise,
    sanitiseStream: () => ({ push: (piece) => piece, end: () => '' }),
    envelope: (text, origin) =>
      of('result').find((event) => event.untrusted === origin && event.text.includes(text))?.text ?? unused(),
    resolve,
    display: (path) => posix.relative(root, path) || '.',
    newId: () => `id-${++ids}`,
    maxSteps: 100,
    onEvent: (event) => events.push(event),
    onDelta() {},
    onState() {},
  });
  for (const message of of('user').filter(({ steering }) => !steering)) await session.prompt(message.text);
  return events;
}

function answerOf({ decision, scope, by, reason }: EventOf<'answered'>): Answer {
  if (decision === 'approved') return { decision, scope };
  return { decision, by, ...(reason === undefined ? {} : { reason }) };
}

function recordedModel(answers: readonly EventOf<'assistant'>[]): Model {
  const rest = answers.values();
  return {
    info: {
      id: answers[0]?.model ?? 'recorded',
      label: 'Recorded',
      contextWindow: 200_000,
      images: true,
      editTools: 'both',
    },
    cost: () => 0,
    async *stream() {
      const next = rest.next().value;
      if (!next) throw new Error('the loop asks the model more often than it did when this was recorded');
      const { model, content, stopReason, usage } = next;
      yield { type: 'message', model, content, stopReason, usage };
    },
  };
}
