/**
 * The same items, asked for up to `depth` ahead of the reader: so that fetching and verifying go on while the evaluator is busy, and
 * no further than memory allows. Returning early returns the source too; an error comes after the items before it.
 */
export async function* lookAhead<Item>(
  source: AsyncIterable<Item>,
  depth: number,
): AsyncGenerator<Item, void> {
  const iterator = source[Symbol.asyncIterator]();
  const asked: Promise<IteratorResult<Item>>[] = [];
  const ask = () => {
    const next = iterator.next();
    // It may reject long before it is awaited below.
    next.catch(() => undefined);
    asked.push(next);
  };
  try {
    for (let count = 0; count < depth; count += 1) ask();
    for (;;) {
      const next = asked.shift();
      if (next === undefined) return;
      const { done, value } = await next;
      if (done === true) return;
      ask();
      yield value;
    }
  } finally {
    // Not awaited: the source may be waiting for a server, and stopping must not.
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}
