import { createHash } from 'node:crypto';
import { vi } from 'vitest';

/*
 * Tests of evaluation hash memories of 110 MB hundreds of times, at which Node is several times as fast. That both say the same is
 * shown by `memoryHash.test.ts` and `sha.test.ts`.
 */
vi.mock('hash-wasm', async (original) => ({
  ...(await original<typeof import('hash-wasm')>()),
  createSHA256: () => Promise.resolve(nodeSha256()),
}));

/** As `createSHA256` of hash-wasm, as far as it is used. */
function nodeSha256() {
  let hash = createHash('sha256');
  const hasher = {
    init() {
      hash = createHash('sha256');
      return hasher;
    },
    update(bytes: Uint8Array) {
      hash.update(bytes);
      return hasher;
    },
    digest: (form?: 'hex' | 'binary') =>
      form === 'binary' ? new Uint8Array(hash.digest()) : hash.digest('hex'),
  };
  return hasher;
}
