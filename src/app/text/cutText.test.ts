import { expect, it } from 'vitest';
import { cutText } from './cutText.ts';

it('leaves what is short, cuts what is long, and halves no character', () => {
  expect(cutText('Tally', 5)).toBe('Tally');
  expect(cutText('Tally!', 5)).toBe('Tally…');
  expect(cutText('😀'.repeat(5), 5)).toBe('😀'.repeat(5));
  expect(cutText('😀'.repeat(6), 5)).toBe(`${'😀'.repeat(5)}…`);
  expect(cutText(`a${'😀'.repeat(100_000)}`, 5)).toBe(`a${'😀'.repeat(4)}…`);
});
