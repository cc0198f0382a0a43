import { createHash } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { hashAtOnce, hashInPieces } from './memoryHash.ts';

vi.unmock('hash-wasm');

const mebibyte = 1024 * 1024;

/** Zeros, but for something at its ends and on both sides of where pieces and turns meet. */
function sparse(byteCount: number): Uint8Array<ArrayBuffer> {
  const memory = new Uint8Array(byteCount);
  for (const at of [0, mebibyte - 1, mebibyte, 16 * mebibyte - 1, 16 * mebibyte, byteCount - 1])
    memory[at] = at % 251 || 7;
  return memory;
}

it.each([0, 1, mebibyte - 1, mebibyte, 16 * mebibyte, 33 * mebibyte + 5])(
  'is SHA-256 of %i bytes, either way',
  async (byteCount) => {
    const memory = sparse(byteCount);
    const expected = createHash('sha256').update(memory).digest('hex');
    expect(await hashInPieces(memory)).toBe(expected);
    expect(await hashAtOnce(memory)).toBe(expected);
  },
);

it('gives WebCrypto, which copies, nothing; and lets others have their turn', async () => {
  const digest = vi.spyOn(crypto.subtle, 'digest');
  let turns = 0;
  const others = setInterval(() => {
    turns += 1;
  }, 0);
  await hashInPieces(sparse(65 * mebibyte));
  clearInterval(others);
  expect(digest).not.toHaveBeenCalled();
  expect(turns).toBeGreaterThanOrEqual(3);
  digest.mockRestore();
});
