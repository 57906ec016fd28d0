/** Several at once, so that the disk is busy, but few enough for the limit on open files. */
const width = 16;

/** Like `Promise.all` over `map`, with a bounded number at once. Results come in the order of the items. */
export async function mapInParallel<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const rest = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of rest) results[index] = await run(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
