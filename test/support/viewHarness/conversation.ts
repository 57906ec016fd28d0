import type { Event, EventOf, NewEvent } from '../../../src/protocol/events.ts';
import type { Verdict } from '../../../src/protocol/risk.ts';
import type { HostState } from '../../../src/protocol/webview.ts';

export const host: HostState = {
  model: 'claude-sonnet-4-5',
  modelLabel: 'Claude Sonnet 4.5',
  mode: 'default',
  contextTokens: 12_345,
  contextWindow: 200_000,
  cost: 0.043,
  unpriced: 0,
  turnCost: 0.05,
  turnUnpriced: 0,
  busy: false,
  queue: [],
  trusted: true,
  needsKey: false,
  hasFolder: true,
  reviews: [],
  toReview: [],
  locale: 'en',
};

/** Writes a conversation with few words: each method appends the events that the loop would. */
export class Conversation {
  readonly events: Event[] = [];
  turn = 't0';
  private count = 0;
  private readonly start = Date.now() - 20_000;

  add(event: NewEvent): Event {
    const stamped = { id: `e${this.count}`, time: this.start + this.count * 100, ...event };
    this.count++;
    this.events.push(stamped as Event);
    return stamped as Event;
  }

  user(text: string, extra: Partial<EventOf<'user'>> = {}): this {
    if (!extra.steering) this.turn = `t${this.count}`;
    this.add({ type: 'user', turn: this.turn, text, steering: false, attachments: [], images: [], ...extra });
    return this;
  }

  say(...content: EventOf<'assistant'>['content']): this {
    const usage = { input: 900, output: 120, cacheRead: 11_000, cacheWrite: 0 };
    const calls = content.some((block) => block.type === 'toolUse');
    const stopReason = calls ? 'toolUse' : 'endTurn';
    this.add({
      type: 'assistant',
      turn: this.turn,
      step: 1,
      model: host.model,
      content,
      stopReason,
      usage,
      partial: false,
    });
    return this;
  }

  call(callId: string, tool: string, kind: EventOf<'call'>['kind'], title: string, input: unknown): this {
    this.add({ type: 'call', turn: this.turn, callId, tool, kind, title, input });
    return this;
  }

  verdict(
    callId: string,
    decision: 'allow' | 'ask' | 'deny',
    reason: string,
    risk: 'LOW' | 'MEDIUM' | 'HIGH' = 'LOW',
    extra: Partial<Verdict> = {},
  ): this {
    this.add({ type: 'verdict', callId, verdict: { decision, risk, layer: 'mode', rule: 'table', reason, ...extra } });
    return this;
  }

  result(callId: string, text: string, extra: Partial<EventOf<'result'>> = {}): this {
    const base = { status: 'ok', images: [], view: { type: 'text' }, seen: [], durationMs: 40 } as const;
    this.add({ type: 'result', turn: this.turn, callId, text, ...base, images: [], seen: [], ...extra });
    return this;
  }

  /** A call from the model's block to its result. */
  done(callId: string, tool: string, kind: EventOf<'call'>['kind'], title: string, input: unknown, text: string): this {
    this.say({ type: 'toolUse', id: callId, name: tool, input });
    this.call(callId, tool, kind, title, input).verdict(
      callId,
      'allow',
      'Reads inside the workspace run straight away.',
    );
    return this.result(callId, text);
  }

  ask(
    request: Partial<EventOf<'asked'>['request']> & { callId: string; tool: string; title: string; exact: string },
  ): this {
    const base = { kind: 'execute', risk: 'HIGH', reason: '', touches: [], undo: '', sessionApproval: true } as const;
    this.add({ type: 'asked', request: { ...base, touches: [], ...request } });
    return this;
  }

  end(extra: Partial<EventOf<'ended'>> = {}): this {
    this.add({ type: 'ended', turn: this.turn, reason: 'done', text: '', action: 'none', ...extra });
    return this;
  }
}
