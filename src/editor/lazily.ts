/** Work that is done once, when first asked for, and tried again after a failure. */
export function lazily<T>(work: () => Promise<T>): { get(): Promise<T>; started(): boolean } {
  let value: Promise<T> | undefined;
  return {
    get() {
      value ??= work().catch((error: unknown) => {
        value = undefined;
        throw error;
      });
      return value;
    },
    started: () => value !== undefined,
  };
}
