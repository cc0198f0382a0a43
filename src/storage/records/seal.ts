import { decodeBase64url, encodeBase64url } from '../../base/base64url.ts';
import { type Bytes, encodeUtf8, releaseBytes } from '../../base/bytes.ts';
import type { Records } from './records.ts';

/**
 * Authentication codes over what we computed and keep. The key is made in this browser profile and cannot be exported by any script, so a
 * record that was changed, moved to another place or written by something else is noticed, even where its plain hashes were recomputed.
 * It does not help against who controls the page itself.
 */
export interface Seal {
  /** Text of HMAC-SHA-256 over the parts. */
  make(parts: SealedParts): Promise<string>;
  holds(parts: SealedParts, seal: unknown): Promise<boolean>;
}

export type SealedParts = readonly (string | number | readonly string[])[];

const algorithm = { name: 'HMAC', hash: 'SHA-256' } as const;
const secretName = 'seal';

export function createSeal(records: Records): Seal {
  let key: Promise<CryptoKey> | undefined;
  const getKey = () => {
    key ??= ensureKey(records).catch((error: unknown) => {
      key = undefined;
      throw error;
    });
    return key;
  };
  return {
    async make(parts) {
      const held = await getKey();
      const code = await withEncoded(parts, (bytes) => crypto.subtle.sign(algorithm.name, held, bytes));
      return encodeBase64url(new Uint8Array(code));
    },
    async holds(parts, seal) {
      const code = decodeSeal(seal);
      if (code === undefined) return false;
      const held = await getKey();
      return withEncoded(parts, (bytes) => crypto.subtle.verify(algorithm.name, held, code, bytes));
    },
  };
}

/** Two tabs may open a new database at once: the first to write decides. */
async function ensureKey(records: Records): Promise<CryptoKey> {
  const known = await records.read(['secrets'], (transaction) => transaction.get('secrets', [secretName]));
  if (known?.key instanceof CryptoKey) return known.key;
  const parameters: HmacKeyGenParams = algorithm;
  const fresh = await crypto.subtle.generateKey(parameters, false, ['sign', 'verify']);
  return records.write(['secrets'], async (transaction) => {
    const other = await transaction.get('secrets', [secretName]);
    if (other?.key instanceof CryptoKey) return other.key;
    await transaction.put('secrets', { name: secretName, key: fresh });
    return fresh;
  });
}

/** All that is ever kept passes here once more, as bytes: they are given back at once. */
async function withEncoded<Value>(parts: SealedParts, use: (bytes: Bytes) => Promise<Value>): Promise<Value> {
  const bytes = encodeParts(parts);
  try {
    return await use(bytes);
  } finally {
    releaseBytes(bytes);
  }
}

/**
 * Lists of texts are long: their lengths stand in a line of JSON, and they themselves behind it as they are, since escaping all of their
 * quotation marks would take several times as long as the code.
 */
function encodeParts(parts: SealedParts) {
  const line = parts.map((part) => (isList(part) ? part.map(({ length }) => length) : part));
  return encodeUtf8([JSON.stringify(line), ...parts.filter(isList).flat()].join('\n'));
}

function isList(part: SealedParts[number]): part is readonly string[] {
  return typeof part === 'object';
}

function decodeSeal(seal: unknown) {
  if (typeof seal !== 'string') return undefined;
  try {
    return decodeBase64url(seal);
  } catch {
    return undefined;
  }
}
