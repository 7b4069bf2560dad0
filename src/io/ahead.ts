/** How much is waited for at once: enough to keep a disk busy, and far below any limit of open files. */
const AT_ONCE = 16;

/**
 * Does work on each item, some at a time, and gives the results in the order of the items.
 * When work fails, no more is begun, and what was begun has ended before the first failure is thrown.
 */
export async function* ahead<T, R>(items: Iterable<T>, work: (item: T) => Promise<R>): AsyncGenerator<R, void, undefined> {
  const begun: Promise<R>[] = [];
  try {
    for (const item of items) {
      const one = work(item);
      // Its failure is met in its turn.
      void one.catch(() => undefined);
      begun.push(one);
      const first = begun.length < AT_ONCE ? undefined : begun[0];
      if (first === undefined) continue;
      yield await first;
      void begun.shift();
    }
    for (let first = begun[0]; first !== undefined; first = begun[0]) {
      yield await first;
      void begun.shift();
    }
  } finally {
    await Promise.allSettled(begun);
  }
}
