// SipHash-2-4 (Aumasson and Bernstein, 2012) on 32-bit halves: short, synchronous, and without the key nothing about the
// text can be learnt from its hash, not even by trying candidates.

/** 128 bits as four words of 32. */
export type HashKey = readonly [number, number, number, number];

export function randomKey(): HashKey {
  const [a = 0, b = 0, c = 0, d = 0] = crypto.getRandomValues(new Uint32Array(4));
  return [a, b, c, d];
}

/** The low 32 bits of SipHash-2-4 over `bytes`, unsigned. */
export function sipHash(key: HashKey, bytes: Uint8Array): number {
  // Each word of the state as two entries: low, high.
  const v = new Int32Array(8);
  const [k0, k1, k2, k3] = key;
  v.set([k0 ^ 0x70736575, k1 ^ 0x736f6d65, k2 ^ 0x6e646f6d, k3 ^ 0x646f7261]);
  v.set([k0 ^ 0x6e657261, k1 ^ 0x6c796765, k2 ^ 0x79746573, k3 ^ 0x74656462], 4);
  const whole = bytes.length - (bytes.length % 8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < whole; at += 8) compress(v, view.getInt32(at, true), view.getInt32(at + 4, true));
  const rest = new Uint8Array(8);
  rest.set(bytes.subarray(whole));
  rest[7] = bytes.length;
  const last = new DataView(rest.buffer);
  compress(v, last.getInt32(0, true), last.getInt32(4, true));
  v[4] = word(v, 4) ^ 0xff;
  for (let round = 0; round < 4; round++) mix(v);
  return (word(v, 0) ^ word(v, 2) ^ word(v, 4) ^ word(v, 6)) >>> 0;
}

function compress(v: Int32Array, low: number, high: number): void {
  v[6] = word(v, 6) ^ low;
  v[7] = word(v, 7) ^ high;
  mix(v);
  mix(v);
  v[0] = word(v, 0) ^ low;
  v[1] = word(v, 1) ^ high;
}

function mix(v: Int32Array): void {
  add(v, 0, 2);
  turn(v, 2, 13);
  xor(v, 2, 0);
  turn(v, 0, 32);
  add(v, 4, 6);
  turn(v, 6, 16);
  xor(v, 6, 4);
  add(v, 0, 6);
  turn(v, 6, 21);
  xor(v, 6, 0);
  add(v, 4, 2);
  turn(v, 2, 17);
  xor(v, 2, 4);
  turn(v, 4, 32);
}

function word(v: Int32Array, at: number): number {
  return v[at] ?? 0;
}

function add(v: Int32Array, to: number, from: number): void {
  const low = (word(v, to) >>> 0) + (word(v, from) >>> 0);
  v[to + 1] = word(v, to + 1) + word(v, from + 1) + (low > 0xffffffff ? 1 : 0);
  v[to] = low;
}

function xor(v: Int32Array, to: number, from: number): void {
  v[to] = word(v, to) ^ word(v, from);
  v[to + 1] = word(v, to + 1) ^ word(v, from + 1);
}

/** Rotates a 64-bit word to the left by `by` bits, 1 to 32. */
function turn(v: Int32Array, at: number, by: number): void {
  const low = word(v, at);
  const high = word(v, at + 1);
  if (by === 32) {
    v[at] = high;
    v[at + 1] = low;
    return;
  }
  v[at] = (low << by) | (high >>> (32 - by));
  v[at + 1] = (high << by) | (low >>> (32 - by));
}
