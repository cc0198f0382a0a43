import { expect, it } from 'vitest';
import { inDenomination } from './amountLines.ts';

it('writes amounts in their denomination, each on its own line, and nothing else', () => {
  const amounts = {
    amount: '1500000000000',
    // A wallet's name is a stranger's text, and may look like an amount.
    '7": "8': '1',
    '900000000000': '9007199254740993000000000001',
    other: '12 apples',
  };
  expect(JSON.parse(inDenomination(JSON.stringify(amounts, null, 2), 12))).toEqual({
    amount: '1.5',
    '7": "8': '0.000000000001',
    '900000000000': '9007199254740993.000000000001',
    other: '12 apples',
  });
});

it('leaves base units where there is no denomination, and a line that was cut off', () => {
  expect(inDenomination('{\n  "amount": "1500"\n}', null)).toBe('{\n  "amount": "1500"\n}');
  expect(inDenomination('{\n  "a": "1500",\n  "b": "15…', 2)).toBe('{\n  "a": "15",\n  "b": "15…');
});
