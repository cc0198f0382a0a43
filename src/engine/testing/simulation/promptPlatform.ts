import { constants, createHash, createHmac, KeyObject, verify, webcrypto } from 'node:crypto';
import { deflateRawSync, gunzipSync, gzipSync, inflateRawSync } from 'node:zlib';
import { vi } from 'vitest';

/*
 * WebCrypto and compression answer from threads of their own, whenever those are done: the same seed would run differently each time. Here
 * they answer at once, with the very bytes.
 */

const { subtle } = webcrypto;
const sealKey = new Uint8Array(32).fill(7);

const promptSubtle = {
  digest: async (algorithm: string, bytes: Uint8Array) =>
    toBuffer(createHash(algorithm.replace('-', '').toLowerCase()).update(bytes).digest()),
  sign: async (algorithm: string, key: webcrypto.CryptoKey, bytes: Uint8Array) => {
    if (algorithm !== 'HMAC') throw new RangeError(`The simulation signs nothing by ${algorithm}.`);
    return toBuffer(createHmac('sha256', KeyObject.from(key)).update(bytes).digest());
  },
  async verify(
    algorithm: 'HMAC' | { readonly name: 'RSA-PSS'; readonly saltLength: number },
    key: webcrypto.CryptoKey,
    signature: Uint8Array,
    bytes: Uint8Array,
  ) {
    if (algorithm === 'HMAC') {
      return createHmac('sha256', KeyObject.from(key)).update(bytes).digest().equals(signature);
    }
    const { saltLength } = algorithm;
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    return verify('sha256', bytes, { key: KeyObject.from(key), padding, saltLength }, signature);
  },
  importKey: subtle.importKey.bind(subtle),
  generateKey: () =>
    subtle.importKey('raw', sealKey, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']),
};

function toBuffer(digest: Buffer): ArrayBuffer {
  return Uint8Array.from(digest).buffer;
}

/** The whole content at once when it ends, as is enough for streams of which nobody reads the beginning first. */
class PromptTransform extends TransformStream<Uint8Array, Uint8Array> {
  constructor(transform: (content: Buffer) => Buffer) {
    const pieces: Uint8Array[] = [];
    super({
      transform: (piece) => void pieces.push(piece.slice()),
      flush: (controller) => controller.enqueue(new Uint8Array(transform(Buffer.concat(pieces)))),
    });
  }
}

export function installPromptPlatform(): void {
  // A curve blinds its tables by random numbers, of which nothing depends but how long they take.
  const getRandomValues = (bytes: Uint8Array) => bytes.fill(7);
  vi.stubGlobal('crypto', { subtle: promptSubtle, getRandomValues });
  vi.stubGlobal(
    'CompressionStream',
    class extends PromptTransform {
      constructor(format: CompressionFormat) {
        super((content) => (format === 'gzip' ? gzipSync : deflateRawSync)(content, { level: 1 }));
      }
    },
  );
  vi.stubGlobal(
    'DecompressionStream',
    class extends PromptTransform {
      constructor(format: CompressionFormat) {
        super((content) => (format === 'gzip' ? gunzipSync : inflateRawSync)(content));
      }
    },
  );
}
