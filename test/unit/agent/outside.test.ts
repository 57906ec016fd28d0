import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Gate, GateCall } from '../../../src/agent/gatePorts.ts';
import type { Answer } from '../../../src/agent/ports.ts';
import { defineTool } from '../../../src/agent/tool.ts';
import type { ApprovalRequest, Event } from '../../../src/protocol/events.ts';
import type { Verdict } from '../../../src/protocol/risk.ts';
import { fakeModel, fakeSession, say, use } from '../../support/fakeSession.ts';

const asks: Verdict = { decision: 'ask', risk: 'HIGH', layer: 'fake', rule: 'x', reason: 'It may.' };

function recording(verdict: (call: GateCall) => Partial<Verdict>) {
  const calls: GateCall[] = [];
  const gate: Gate = {
    async judge(call) {
      calls.push(call);
      return { ...asks, ...verdict(call) };
    },
  };
  return { gate, calls };
}

describe('again outside the sandbox', () => {
  const ran: { command: string; sandbox: boolean }[] = [];
  const start = async (
    result: { exitCode: number; refused: string[] },
    options: {
      answer?: (request: ApprovalRequest) => Answer;
      outside?: Partial<Verdict>;
      absent?: boolean;
      times?: number;
    },
  ) => {
    ran.length = 0;
    const shell = defineTool({
      name: 'shell',
      description: 'Runs.',
      kind: 'execute',
      input: z.object({ command: z.string() }),
      title: ({ command }) => command,
      targets: ({ command }) => ({ command }),
      async run({ command }, { processes, root, signal, output }) {
        const {
          exitCode,
          refused,
          sandboxed,
          output: text,
        } = await processes.run(command, { cwd: root, timeoutMs: 1000, signal, output });
        return {
          text,
          view: { type: 'command', exitCode, ...(sandboxed ? { sandboxed, refused: [...refused] } : {}) },
        };
      },
    });
    const { gate, calls } = recording(({ outside }) =>
      outside ? { sandbox: false, ...options.outside } : { sandbox: true },
    );
    const base = { exitCode: 0, timedOut: false, spill: undefined, limit: undefined };
    const locks: string[] = [];
    const times = options.times ?? 1;
    const fake = await fakeSession(
      {
        model: fakeModel([
          ...Array.from({ length: times }, () => use({ name: 'shell', input: { command: 'get' } })),
          say('ok'),
        ]),
        tools: [shell],
        gate,
        lock: {
          async acquire() {
            locks.push('taken');
            return async () => void locks.push('given back');
          },
        },
        watch: {
          recover: async () => undefined,
          async begin() {
            return async () => ({ checkpoint: `c${ran.length}`, summary: [] });
          },
        },
        processes: {
          async run(command, { sandbox }) {
            ran.push({ command, sandbox });
            if (sandbox) return { ...base, ...result, output: 'held', sandboxed: true };
            return { ...base, output: 'free', sandboxed: false, refused: [] };
          },
          start: async () => '',
          read: async () => ({ output: '', running: false, exitCode: 0 }),
          kill: async () => ({ output: '', exitCode: 0 }),
          running: () => [],
        },
        ...(options.absent
          ? {
              approver: {
                absent: true,
                approve: async () => ({ decision: 'approved' as const, scope: 'once' as const }),
                ask: async () => undefined,
              },
            }
          : {}),
      },
      options.answer ? { answer: options.answer } : {},
    );
    await fake.session.prompt('go');
    return { fake, calls, locks };
  };
  const failed = { exitCode: 1, refused: ['connect to a.example:443'] };
  const rejectOutside = ({ outside }: ApprovalRequest): Answer =>
    outside ? { decision: 'rejected', by: 'person' } : { decision: 'approved', scope: 'once' };

  it('is put before the person as HIGH, with what was refused, and runs the same text once more', async () => {
    const { fake, locks, calls } = await start(failed, {});
    expect(
      fake.asked.map(({ outside, risk, sessionApproval, sandbox }) => [outside, risk, sessionApproval, sandbox]),
    ).toEqual([
      [undefined, 'HIGH', true, true],
      [true, 'HIGH', false, false],
    ]);
    expect(fake.asked[1]?.reason).toContain('In the sandbox it was refused: connect to a.example:443.');
    expect(ran).toEqual([
      { command: 'get', sandbox: true },
      { command: 'get', sandbox: false },
    ]);
    expect(locks).toEqual(['taken', 'given back', 'taken', 'given back']);
    expect(fake.of('applied').map(({ checkpoint }) => checkpoint)).toEqual(['c1', 'c2']);
    expect(calls.map(({ outside }) => outside)).toEqual([undefined, true]);
    const [result, ...more] = fake.of('result');
    expect(more).toEqual([]);
    expect(result?.text).toMatch(/^free\n\[In the sandbox it was refused: .*The person let it run again outside/);
    expect(result?.view).toEqual({ type: 'command', exitCode: 0 });
  });

  it('a no leaves the first result, and the same text is not asked about again in that turn', async () => {
    const { fake } = await start(failed, { answer: rejectOutside, times: 2 });
    expect(fake.asked.filter(({ outside }) => outside).length).toBe(1);
    expect(ran.map(({ sandbox }) => sandbox)).toEqual([true, true]);
    expect(fake.of('result')[0]).toMatchObject({
      status: 'ok',
      text: expect.stringMatching(/^held\n\[The person was asked .* said no/),
    });
    expect(fake.of('result')[1]?.text).toBe('held');
  });

  it.each<[string, { exitCode: number; refused: string[] }, Parameters<typeof start>[1], number]>([
    ['a command that worked in spite of a refused file', { exitCode: 0, refused: ['write /x'] }, {}, 0],
    ['a command that worked and was refused a connection', { exitCode: 0, refused: ['connect to x:1'] }, {}, 1],
    ['a command that failed by itself', { exitCode: 1, refused: [] }, {}, 0],
    ['a mode that refuses it', failed, { outside: { decision: 'deny' } }, 0],
    ['a gate that would let it, which no mode does', failed, { outside: { decision: 'allow' } }, 0],
    ['nobody there', failed, { absent: true }, 0],
  ])('%s', async (_, result, options, asked) => {
    const { fake } = await start(result, options);
    expect(fake.of('asked').filter(({ request }) => request.outside).length).toBe(asked);
    expect(ran.length).toBe(1 + asked);
  });

  it('its events are ones that a session file can hold', async () => {
    const { fake } = await start(failed, {});
    const kinds = fake.lines.map((line) => (JSON.parse(line) as Event).type);
    expect(kinds.filter((kind) => kind === 'asked').length).toBe(2);
    expect(kinds.filter((kind) => kind === 'verdict').length).toBe(2);
  });
});
