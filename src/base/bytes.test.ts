import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeUtf8, releaseBytes } from './bytes.ts';
import { encodeJsonBytes, takeJsonBytes } from './jsonBytes.ts';

it('a text is the same bytes whichever way they are written', () => {
  const text = fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 300 }));
  fc.assert(
    fc.property(text, (written) => {
      expect(Buffer.from(encodeUtf8(written))).toEqual(Buffer.from(written));
    }),
  );
});

it('bytes that were given back can be read no more, through any view of them', () => {
  const bytes = encodeUtf8('x'.repeat(1000));
  const view = bytes.subarray(10);
  releaseBytes(bytes);
  expect([bytes.length, view.length]).toEqual([0, 0]);
});

it('plain data is the same on the other side, and its bytes are given back', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const bytes = encodeJsonBytes(value);
      expect(takeJsonBytes(bytes)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(bytes.length).toBe(0);
    }),
  );
});
