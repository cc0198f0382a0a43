import { expect, it } from 'vitest';
import { encodeBase64url } from '../../base/base64url.ts';
import { encodeUtf8 } from '../../base/bytes.ts';
import { SourceError } from '../../base/errors.ts';
import type { GatewayTransaction } from '../../protocol/gatewayJson.ts';
import type { ProcessId } from '../../protocol/ids.ts';
import { decodeProcessJson } from '../../protocol/scheduleJson.ts';
import type { Tags } from '../../protocol/tags.ts';
import type { Gateway } from '../../sources/gateway.ts';
import { tellItem } from '../../verification/testing/schedulerText.ts';
import { idOf, signItem, testKey } from '../../verification/testing/signing.ts';
import { fetchProcessFromGateway } from './processFromGateway.ts';

const key = testKey(9);
const tags: Tags = [
  { name: 'Data-Protocol', value: 'ao' },
  { name: 'Type', value: 'Process' },
  { name: 'Module', value: `${'M'.repeat(42)}A` },
];

async function published(more: Tags = [], change: Partial<GatewayTransaction> = {}) {
  const item = await signItem(key, { tags: [...tags, ...more], data: encodeUtf8('1984') });
  const id = idOf<ProcessId>(item);
  const told = tellItem(item, 'process');
  const metadata = {
    ...{ id, signature: told.signature, anchor: '', recipient: '', tags: told.tags, dataBytes: 4 },
    ...{ ownerKey: encodeBase64url(key.owner), ownerAddress: key.address, blockHeight: 7, bundledIn: null },
    ...change,
  };
  const gateway = {
    fetchTransactionMeta: async () => new Map([[id, metadata]]),
    fetchData: async () => item.data,
  } as unknown as Gateway;
  return { id, told, gateway };
}

it('is told as a scheduler unit tells it, without the time of its spawn', async () => {
  const { id, told, gateway } = await published();
  const { id: process_id, ...text } = told;
  const byUnit = decodeProcessJson({ ...text, process_id, block: '000000000007', timestamp: 0 });
  expect(await fetchProcessFromGateway(gateway, id, {})).toEqual(byUnit);
});

it('is not taken from where it has timers, which count from its spawn', async () => {
  const { id, gateway } = await published([
    { name: 'Cron-Interval', value: '1-minute' },
    { name: 'Cron-Tag-Action', value: 'Tick' },
  ]);
  expect(await fetchProcessFromGateway(gateway, id, {})).toBeUndefined();
});

it.each([{ signature: 'not base64url!' }, { signature: null }, { ownerKey: '' }])(
  'is unknown where the index has %o of it',
  async (change) => {
    const { id, gateway } = await published([], change);
    expect(await fetchProcessFromGateway(gateway, id, {})).toBeUndefined();
  },
);

it('is unknown where no gateway answers, and something else where it is', async () => {
  const { id, gateway } = await published();
  const fetchData = () => Promise.reject(new SourceError('timeout', 'Silence.'));
  expect(await fetchProcessFromGateway({ ...gateway, fetchData }, id, {})).toBeUndefined();
  const other = await published([], { tags: [{ name: 'Type', value: 'Message' }] });
  await expect(fetchProcessFromGateway(other.gateway, other.id, {})).rejects.toMatchObject({
    code: 'not-a-process',
  });
});
