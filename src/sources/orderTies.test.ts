import { expect, test } from 'vitest';
import type { ScheduledMessage } from '../protocol/message.ts';
import { orderTies } from './orderTies.ts';

interface Place {
  readonly nonce: number;
  readonly timestampMs: number;
}

function entriesOf(places: readonly Place[]) {
  return places.map((place, index) => ({
    index,
    entry: { assignment: place as ScheduledMessage['assignment'] },
  }));
}

test('entries of one millisecond come in order of nonce, repeated ones as they came, and no others move', () => {
  const places = [
    [7, 5],
    [3, 1],
    [2, 1],
    [2, 1],
    [1, 1],
    [9, 2],
    [8, 2],
    [0, 1],
  ] as const;
  const ordered = orderTies(entriesOf(places.map(([nonce, timestampMs]) => ({ nonce, timestampMs }))));
  expect(ordered.map(({ index }) => index)).toEqual([0, 4, 2, 3, 1, 6, 5, 7]);
  expect(orderTies([])).toEqual([]);
});

test('a page of one millisecond is looked at n log n times, however its unit orders it', () => {
  const count = 4096;
  let looks = 0;
  const counted = (nonce: number) => ({
    timestampMs: 1,
    get nonce() {
      looks += 1;
      return nonce;
    },
  });
  const scrambled = (index: number) => (index * 1_103) % count;
  for (const order of [(index: number) => count - index, scrambled]) {
    looks = 0;
    const ordered = orderTies(entriesOf(Array.from({ length: count }, (_, index) => counted(order(index)))));
    expect(looks).toBeLessThan(count * Math.log2(count) * 4);
    const nonces = ordered.map(({ entry }) => entry.assignment.nonce);
    expect(nonces).toEqual([...nonces].sort((a, b) => a - b));
  }
});
