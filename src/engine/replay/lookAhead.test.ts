import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookAhead } from './lookAhead.ts';

async function* count(to: number, onAsked: (n: number) => void = () => undefined): AsyncGenerator<number> {
  for (let n = 0; n < to; n += 1) {
    onAsked(n);
    await Promise.resolve();
    yield n;
  }
}

async function turns(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

describe('lookAhead', () => {
  it('gives the same items in the same order, whatever the depth', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(20), fc.integer({ min: 1, max: 5 }), async (to, depth) => {
        expect(await collect(lookAhead(count(to), depth))).toEqual(Array.from({ length: to }, (_, n) => n));
      }),
    );
  });

  it('asks for at most `depth` items more than were read', async () => {
    let asked = -1;
    const items = lookAhead(
      count(10, (n) => {
        asked = n;
      }),
      3,
    );
    await items.next();
    await turns();
    expect(asked).toBe(3);
    await items.next();
    await turns();
    expect(asked).toBe(4);
  });

  it('gives what came before an error, then the error', async () => {
    async function* failing(): AsyncGenerator<number> {
      yield 1;
      throw new Error('torn');
    }
    const items = lookAhead(failing(), 4);
    expect((await items.next()).value).toBe(1);
    await expect(items.next()).rejects.toThrow('torn');
  });

  it('returns the source when the reader leaves', async () => {
    let returned = false;
    async function* endless(): AsyncGenerator<number> {
      try {
        for (let n = 0; ; n += 1) yield n;
      } finally {
        returned = true;
      }
    }
    for await (const item of lookAhead(endless(), 2)) if (item === 2) break;
    await turns();
    expect(returned).toBe(true);
  });
});

async function collect(items: AsyncIterable<number>): Promise<number[]> {
  const all: number[] = [];
  for await (const item of items) all.push(item);
  return all;
}
