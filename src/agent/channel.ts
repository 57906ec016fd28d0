/** A queue with many writers and one reader. `send` resolves once the reader has taken the value and asked for more. */
export interface Channel<T> {
  send(value: T): Promise<void>;
  /** No more values; a reader that has taken all of them is done. */
  close(): void;
  /** The reader fails with this after the values sent so far. */
  fail(error: unknown): void;
  read(): AsyncGenerator<T, void>;
}

/** Joins concurrent writers into one stream without losing the "stored before I go on" of a generator. */
export function createChannel<T>(): Channel<T> {
  const waiting: { value: T; taken: () => void }[] = [];
  let ended = false;
  let failure: { error: unknown } | undefined;
  let wake: (() => void) | undefined;

  return {
    send: (value) =>
      new Promise<void>((taken) => {
        waiting.push({ value, taken });
        wake?.();
      }),
    close() {
      ended = true;
      wake?.();
    },
    fail(error) {
      failure = { error };
      ended = true;
      wake?.();
    },
    async *read() {
      for (;;) {
        const next = waiting.shift();
        if (next) {
          yield next.value;
          next.taken();
          continue;
        }
        if (ended) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
      if (failure) throw failure.error;
    },
  };
}
