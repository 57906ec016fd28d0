import type { Delta, Event } from '../protocol/events.ts';

/** Shortest time between two batches, in milliseconds. */
const pause = 30;

/**
 * Sends deltas to the view in batches: at most one every 30 ms, and the next only after the view has drawn the last. It
 * also keeps what has streamed since the last stored event, so that a view that comes late, or back, sees it.
 */
export interface DeltaStream {
  add(delta: Delta): void;
  /** A stored event replaces what streamed before it. To be called before the event is posted. */
  see(event: Event): void;
  ack(seq: number): void;
  /** The view has begun anew with a whole transcript: sends again what no stored event holds yet. */
  restart(): void;
  /** Another session: forgets everything. */
  clear(): void;
  dispose(): void;
}

export function createDeltaStream(post: (seq: number, deltas: readonly Delta[]) => void): DeltaStream {
  let live: Delta[] = [];
  let waiting: Delta[] = [];
  let seq = 0;
  let acknowledged = 0;
  let sentAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function schedule(): void {
    if (timer !== undefined || waiting.length === 0 || acknowledged < seq) return;
    timer = setTimeout(send, Math.max(0, sentAt + pause - Date.now()));
  }

  function send(): void {
    timer = undefined;
    if (waiting.length === 0) return;
    const deltas = waiting;
    waiting = [];
    sentAt = Date.now();
    seq++;
    post(seq, deltas);
  }

  function cancel(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  return {
    add(delta) {
      if (delta.type === 'restart') live = live.filter(ofCall);
      else live = joined(live, delta);
      waiting = joined(waiting, delta);
      schedule();
    },
    see(event) {
      const stays = (delta: Delta): boolean => {
        if (event.type === 'assistant') return ofCall(delta);
        if (event.type === 'result') return !ofCall(delta) || delta.callId !== event.callId;
        return event.type !== 'ended';
      };
      live = live.filter(stays);
      waiting = waiting.filter(stays);
    },
    ack(number) {
      if (number > seq) return;
      acknowledged = Math.max(acknowledged, number);
      schedule();
    },
    restart() {
      cancel();
      acknowledged = seq;
      waiting = live;
      schedule();
    },
    clear() {
      cancel();
      live = [];
      waiting = [];
      acknowledged = seq;
    },
    dispose: cancel,
  };
}

/** Of a call that runs, not of an answer that streams. */
function ofCall(delta: Delta): delta is Extract<Delta, { type: 'output' | 'held' }> {
  return delta.type === 'output' || delta.type === 'held';
}

/** Appends a delta, put together with the last one where both are pieces of the same text. */
function joined(deltas: readonly Delta[], delta: Delta): Delta[] {
  const last = deltas.at(-1);
  const together = last && sameText(last, delta);
  return together ? [...deltas.slice(0, -1), together] : [...deltas, delta];
}

function sameText(one: Delta, other: Delta): Delta | undefined {
  if (one.type === 'text' && other.type === 'text') return { ...one, text: one.text + other.text };
  if (one.type === 'thinking' && other.type === 'thinking') return { ...one, text: one.text + other.text };
  const pair = one.type === 'toolInput' || one.type === 'output';
  if (!pair || one.type !== other.type || one.callId !== other.callId) return undefined;
  return { ...one, text: lastPart(one.text + other.text) };
}

/** The view draws no more of a running call's output or input than this. */
function lastPart(text: string): string {
  return text.length > 40_000 ? text.slice(-20_000) : text;
}
