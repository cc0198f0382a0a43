import { expect, test } from 'vitest';
import { RollbackPace } from './rollbackPace.ts';

/** Times of an aos process, in ms. */
const [handleMs, rebuildMs, shadowMs] = [0.8, 10, 0.08];

/** Evaluates `count` messages, of which every `failEvery`th fails; returns how often it began to watch. */
function live(pace: RollbackPace, count: number, failEvery: number): number {
  let begun = 0;
  let watches = pace.wantsShadow;
  for (let index = 1; index <= count; index += 1) {
    const before = watches;
    watches = pace.wantsShadow;
    if (watches && !before) begun += 1;
    if (index % failEvery === 0) {
      pace.failed();
      if (!watches) pace.rebuilt(rebuildMs);
    } else {
      pace.evaluated(handleMs);
      if (watches) pace.followed(shadowMs);
    }
  }
  return begun;
}

test('an error now and then is no reason to watch what is written', () => {
  const pace = new RollbackPace();
  live(pace, 200, 1000);
  expect(live(pace, 2000, 250)).toBe(0);
});

test('where one message in five fails, its writes are watched from the second error on, and for good', () => {
  const pace = new RollbackPace();
  // As the first messages of a process are: their code is cold.
  for (const coldMs of [20, 40, 15]) pace.evaluated(coldMs);
  expect(live(pace, 12, 5)).toBe(1);
  expect(pace.wantsShadow).toBe(true);
  pace.followed(4);
  expect(live(pace, 1000, 5)).toBe(0);
  expect(pace.wantsShadow).toBe(true);
});

test('where errors are neither rare nor frequent it does not go back and forth', () => {
  expect(live(new RollbackPace(), 3000, 60)).toBe(1);
});

test('a process that fails no more is not watched for ever', () => {
  const pace = new RollbackPace();
  live(pace, 200, 5);
  live(pace, 400, 1000);
  expect(pace.wantsShadow).toBe(false);
});
