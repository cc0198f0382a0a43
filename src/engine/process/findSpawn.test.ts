import { expect, it } from 'vitest';
import { encodeBase64url } from '../../base/base64url.ts';
import { SourceError } from '../../base/errors.ts';
import { type DataItem, tagsOf } from '../../protocol/dataItem.ts';
import type { GatewayTransaction } from '../../protocol/gatewayJson.ts';
import type { ItemId, ProcessId } from '../../protocol/ids.ts';
import type { AoProcess } from '../../protocol/process.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import { idOf, signItem, testKey } from '../../verification/testing/signing.ts';
import { signSpawnBundle } from '../../verification/testing/spawnBundle.ts';
import { type FindSpawnOptions, findSpawn } from './findSpawn.ts';

const scheduler = testKey(11);
const spawn = { timestampMs: 1_715_000_000_123, blockHeight: 1_450_000 };
const item = await signItem(testKey(12), { tags: [{ name: 'Type', value: 'Process' }] });
const id = idOf<ProcessId>(item);
const process = { id, scheduler: scheduler.address, ...spawn } as unknown as AoProcess;
const bundle = await signSpawnBundle({ key: scheduler, items: [item], ...spawn });
const spoilt = await signSpawnBundle({ key: scheduler, items: [], ...spawn });

const metadataOf = (signed: DataItem, change: Partial<GatewayTransaction> = {}): GatewayTransaction => ({
  id: idOf(signed),
  signature: encodeBase64url(signed.signature),
  anchor: encodeBase64url(signed.anchor),
  recipient: '',
  ownerKey: encodeBase64url(signed.owner),
  ownerAddress: scheduler.address,
  tags: tagsOf(signed),
  dataBytes: signed.data.length,
  blockHeight: 1,
  bundledIn: null,
  ...change,
});

const lost = () => Promise.reject(new SourceError('incomplete-body', 'It broke off.'));
const known = [metadataOf(item, { bundledIn: idOf(bundle) }), metadataOf(bundle)];

const gateway: FindSpawnOptions['gateway'] = {
  fetchByOwner: async () => [metadataOf(spoilt), metadataOf(bundle)],
  fetchTransactionMeta: async ([wanted]) =>
    new Map(known.filter((each) => each.id === wanted).map((each) => [each.id, each])),
  fetchRaw: (wanted: ItemId) => (wanted === idOf(bundle) ? Promise.resolve(bundle.data) : lost()),
};

it.each<[string, Partial<FindSpawnOptions['gateway']>]>([
  ['one of the scheduler’s bundles cannot be read', {}],
  [
    'one is told in something else than base64url',
    { fetchByOwner: async () => [metadataOf(spoilt, { signature: '?' }), metadataOf(bundle)] },
  ],
  ['nobody answers which bundles the scheduler signed then', { fetchByOwner: lost }],
])('a spawn is found although %s', async (_, change) => {
  const store = createMemoryStore();
  const tally = await findSpawn(process, { gateway: { ...gateway, ...change }, store });
  expect(tally).toMatchObject({ name: 'spawn', held: 1 });
});

it('a spawn that nobody can tell is unknown, and a search that nobody wants ends', async () => {
  const store = createMemoryStore();
  const silent = { fetchByOwner: lost, fetchTransactionMeta: lost, fetchRaw: lost };
  expect(await findSpawn(process, { gateway: silent, store })).toMatchObject({ held: 0, unknown: 1 });
  const reason = new DOMException('stop', 'AbortError');
  const signal = AbortSignal.abort(reason);
  await expect(findSpawn(process, { gateway: silent, store, signal })).rejects.toBe(reason);
});
