import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadSha384, sha256 } from './sha.ts';

const ofNode = (name: string, ...parts: readonly Uint8Array[]) => {
  const hash = createHash(name);
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};
// Lengths around those where a block of 64 or 128 bytes is full.
const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ minLength: 500, maxLength: 2000 }));

it('SHA-256 is the same before and after the quick hasher is there', async () => {
  const agrees = fc.property(bytes, (data) => {
    expect(sha256(data)).toEqual(ofNode('sha256', data));
  });
  fc.assert(agrees);
  await loadSha384();
  fc.assert(agrees);
});

it('a digest is its caller’s own, whatever is hashed next', async () => {
  const sha384 = await loadSha384();
  const [first, second] = [sha256(Uint8Array.of(1)), sha384(Uint8Array.of(1))];
  sha256(Uint8Array.of(2));
  sha384(Uint8Array.of(2));
  expect(first).toEqual(ofNode('sha256', Uint8Array.of(1)));
  expect(second).toEqual(ofNode('sha384', Uint8Array.of(1)));
});

it('SHA-384 is that of all its parts in one', async () => {
  const sha384 = await loadSha384();
  const property = fc.property(fc.array(bytes, { maxLength: 5 }), (parts) => {
    expect(sha384(...parts)).toEqual(ofNode('sha384', ...parts));
  });
  fc.assert(property);
});
