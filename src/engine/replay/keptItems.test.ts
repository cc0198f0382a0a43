import { describe, expect, it } from 'vitest';
import { itemIdOf } from '../../protocol/dataItem.ts';
import type { GatewayTransaction } from '../../protocol/gatewayJson.ts';
import { decodeTransactionJson } from '../../protocol/transaction.ts';
import vectors from '../../protocol/vectors/arweave-transactions.json' with { type: 'json' };
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { StoredDocument } from '../../storage/store.ts';
import { createKeptItems, type KeptItem } from './keptItems.ts';

const processId = 'p'.repeat(43);

function itemOf(vector: (typeof vectors)[number]): KeptItem {
  const { id, signature, owner: ownerKey } = vector.transaction;
  const data = Uint8Array.from(
    { length: vector.dataLength },
    (_, index) => (index * 31 + (index >> 8)) % 251,
  );
  const metadata = { id, signature, ownerKey, tags: [], bundledIn: null } as unknown as GatewayTransaction;
  return { metadata, data, transactionText: JSON.stringify(vector.transaction) };
}

describe.each(vectors)('a kept transaction of format $format with $dataLength bytes', (vector) => {
  const item = itemOf(vector);

  async function load(damage: (document: StoredDocument) => StoredDocument) {
    const store = createMemoryStore();
    const kept = createKeptItems(processId, store);
    await kept.save(item);
    const [key = ''] = await store.listDocuments('item', processId);
    const document = await store.loadDocument('item', key);
    if (document === undefined) throw new Error('it was not kept');
    await store.saveDocument('item', key, damage(document));
    return kept.load(itemIdOf(decodeTransactionJson(vector.transaction).signature));
  }

  it('comes back as it was', async () => {
    expect(await load((document) => document)).toEqual(item);
  });

  it.each<[string, (document: StoredDocument) => StoredDocument]>([
    ['one more byte', ({ json, bytes }) => ({ json, bytes: Uint8Array.from([...(bytes ?? []), 1]) })],
    ['another reward', ({ json, bytes }) => ({ json: json.replace(/(reward[^0-9]*)\d/, '$10'), bytes })],
    ['half of its text', ({ json, bytes }) => ({ json: json.slice(0, json.length / 2), bytes })],
  ])('counts as absent with %s, so that a gateway is asked again', async (_, damage) => {
    expect(await load(damage)).toBeUndefined();
  });
});
