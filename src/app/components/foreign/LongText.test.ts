import { expect, it } from 'vitest';
import { beginningOf } from './LongText.tsx';

it('ends at a line’s end shortly before its limit, and at the limit where there is none', () => {
  const lines = 'nine char\n'.repeat(40);
  expect(beginningOf(lines, 95)).toBe('nine char\n'.repeat(9));
  expect(beginningOf('x'.repeat(400), 95)).toBe('x'.repeat(95));
  expect(beginningOf(`short\n${'x'.repeat(400)}`, 95)).toHaveLength(95);
});

it('shows whole what would leave only a little to ask for', () => {
  expect(beginningOf('x'.repeat(142), 95)).toHaveLength(142);
  expect(beginningOf('x'.repeat(143), 95)).toHaveLength(95);
});
