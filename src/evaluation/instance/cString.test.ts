import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCString, textUnits } from './cString.ts';

const encoder = new TextEncoder();

test('well-formed text is what it was, at any length', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
      const clean = text.replaceAll('\0', '').replaceAll('\ufeff', '');
      const bytes = encoder.encode(`xy${clean}\0after`);
      expect(decodeCString(bytes, 2)).toBe(clean);
    }),
  );
});

test('malformed text is taken literally up to 16 bytes and replaced beyond', () => {
  expect(decodeCString(Uint8Array.of(0x80, 0x41, 0), 0)).not.toContain('\ufffd');
  const long = new Uint8Array(20).fill(0x41);
  long[3] = 0xff;
  expect(decodeCString(long, 0)).toBe(`AAA\ufffd${'A'.repeat(16)}`);
});

test('memory that ends without a NUL ends the text', () => {
  expect(decodeCString(encoder.encode('abc'), 1)).toBe('bc');
});

test('a text has as many units as JavaScript counts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect(textUnits(encoder.encode(text))).toBe(text.length);
    }),
  );
});
