import fc from 'fast-check';
import { expect, it } from 'vitest';
import { indexOf, maximumRows, nonceAt, windowAround } from './scheduleWindow.ts';

it('covers a whole schedule where it fits', () => {
  expect(windowAround(0, 0, 44)).toEqual({ first: 0, last: 0 });
  expect(windowAround(431, 431, 44)).toEqual({ first: 0, last: 431 });
  expect(windowAround(431, 9_999_999, 44)).toEqual({ first: 0, last: 431 });
});

it('holds the nonce asked for, and no more rows than can be laid out', () => {
  fc.assert(
    fc.property(
      fc.nat(20_000_000),
      fc.nat(20_000_000),
      fc.integer({ min: 20, max: 400 }),
      (latest, wanted, height) => {
        const window = windowAround(latest, wanted, height);
        const anchor = Math.min(wanted, latest);
        expect(window.first).toBeLessThanOrEqual(anchor);
        expect(window.last).toBeGreaterThanOrEqual(anchor);
        const rows = window.last - window.first + 1;
        expect(rows).toBeLessThanOrEqual(maximumRows);
        expect(rows * height).toBeLessThanOrEqual(17_000_000);
        expect(window.last).toBeLessThanOrEqual(latest);
      },
    ),
  );
});

it('finds a row’s nonce and a nonce’s row in both orders', () => {
  const window = windowAround(500_000, 450_000, 84);
  expect(nonceAt(window, 'newest', 0)).toBe(500_000);
  expect(nonceAt(window, 'oldest', 0)).toBe(400_000);
  for (const order of ['newest', 'oldest'] as const)
    expect(indexOf(window, order, nonceAt(window, order, 123))).toBe(123);
});
