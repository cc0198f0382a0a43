import { expect, it } from 'vitest';
import { createStepFeed } from './stepFeed.ts';
import type { Step } from './steps.ts';

const finding = (count: number): Step => ({
  kind: 'finding',
  tally: { name: 'head', source: 'test', held: count, unknown: 0, failed: 0 },
});
const head: Step = { kind: 'head' };

async function* batches(...lists: readonly (readonly Step[])[]): AsyncGenerator<readonly Step[], void> {
  for (const list of lists) {
    await Promise.resolve();
    yield list;
  }
}

async function turns(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

const [one, two, three, four] = [finding(1), finding(2), finding(3), finding(4)];

it('gives steps in order, as many as are wanted, of one batch at a time', async () => {
  const feed = createStepFeed(batches([one, two, three], [], [four]));
  expect(await feed.take(2)).toEqual([one, two]);
  expect(await feed.take(2)).toEqual([three]);
  expect(await feed.take(2)).toEqual([four]);
  expect(await feed.take(2)).toBeUndefined();
});

it('ends at a head', async () => {
  const feed = createStepFeed(batches([one, head, two, three]));
  expect(await feed.take(10)).toEqual([one, head]);
  expect(await feed.take(10)).toEqual([two, three]);
});

it('is ready when something has come, and not before', async () => {
  let give: (steps: readonly Step[]) => void = () => undefined;
  const coming = new Promise<readonly Step[]>((resolve) => {
    give = resolve;
  });
  async function* source() {
    yield [one];
    yield await coming;
  }
  const feed = createStepFeed(source());
  expect(feed.isReady).toBe(false);
  await turns();
  expect(feed.isReady).toBe(true);
  await feed.take(5);
  await turns();
  expect(feed.isReady).toBe(false);
  give([two]);
  await turns();
  expect(feed.isReady).toBe(true);
});

it('throws what the source throws, after what came before it', async () => {
  async function* source() {
    yield [one];
    await Promise.resolve();
    throw new RangeError('no more');
  }
  const feed = createStepFeed(source());
  await turns();
  expect(await feed.take(5)).toEqual([one]);
  await expect(feed.take(5)).rejects.toThrow('no more');
});

it('lets its source go', async () => {
  let ended = false;
  async function* source() {
    try {
      for (;;) yield [one];
    } finally {
      ended = true;
    }
  }
  const feed = createStepFeed(source());
  await feed.take(1);
  feed.close();
  await turns();
  expect(ended).toBe(true);
});
