import { expect, it } from 'vitest';
import { countOf, describeSpans, joinSpans } from './spans.ts';

const span = (fromNonce: number, toNonce: number) => ({ fromNonce, toNonce });

it('joins what goes on, and keeps gaps', () => {
  const joined = joinSpans([span(31, 50), span(10, 29), span(0, 9)]);
  expect(joined).toEqual([span(31, 50), span(0, 29)]);
  expect(countOf(joined)).toBe(50);
  expect(joinSpans([])).toEqual([]);
});

it('is told from the oldest on', () => {
  expect(describeSpans([span(0, 41_203)])).toBe('nonces 0 to 41,203');
  expect(describeSpans([span(31, 50), span(0, 29)])).toBe('nonces 0 to 29 and 31 to 50');
  expect(describeSpans([span(9, 9), span(7, 7), span(5, 5), span(3, 3), span(1, 1)])).toBe(
    'nonces 1, 3, 5 and 2 more stretches',
  );
});
