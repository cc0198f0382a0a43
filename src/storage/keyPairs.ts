import type { KeyRecord, Records } from './records/records.ts';

export interface KeyPair {
  /** Not extractable: no script can read it, ours included. */
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

/**
 * The key pair of this name, made the first time that it is asked for. Two tabs may ask at once: the first to write decides, and both
 * get the same one.
 */
export async function ensureKeyPair(
  records: Records,
  name: string,
  make: () => Promise<KeyPair>,
): Promise<KeyPair> {
  const known = await records.read(['keys'], (transaction) => transaction.get('keys', [name]));
  if (isWhole(known)) return pairOf(known);
  const { privateKey, publicKey } = await make();
  return records.write(['keys'], async (transaction) => {
    const other = await transaction.get('keys', [name]);
    if (isWhole(other)) return pairOf(other);
    await transaction.put('keys', { name, privateKey, publicKey });
    return { privateKey, publicKey };
  });
}

/** What a damaged database gives back in place of keys counts as absent. */
function isWhole(record: KeyRecord | undefined): record is KeyRecord {
  return record?.privateKey instanceof CryptoKey && record.publicKey instanceof CryptoKey;
}

function pairOf({ privateKey, publicKey }: KeyRecord): KeyPair {
  return { privateKey, publicKey };
}
