import { deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deflate, inflate } from './deflate.ts';

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  // Several pieces.
  fc
    .record({ value: fc.nat(255), length: fc.integer({ min: 0, max: 1_300_000 }) })
    .map(({ value, length }) => new Uint8Array(length).fill(value)),
);

it('writes what others read, and reads what others write', async () => {
  await fc.assert(
    fc.asyncProperty(bytes, async (content) => {
      const given = new Uint8Array(content);
      expect(Buffer.compare(inflateRawSync(await deflate(given)), given)).toBe(0);
      expect(Buffer.compare(await inflate(new Uint8Array(deflateRawSync(given))), given)).toBe(0);
    }),
    { numRuns: 30 },
  );
});

it('rejects bytes that are cut off or something else', async () => {
  const whole = await deflate(new Uint8Array(10_000).fill(7));
  await expect(inflate(whole.slice(0, -3))).rejects.toThrow();
  await expect(inflate(new Uint8Array(100).fill(255))).rejects.toThrow();
});
