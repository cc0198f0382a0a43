import { encodeBase64url } from '../../base/base64url.ts';
import { type DataItem, itemIdOf, tagsOf } from '../../protocol/dataItem.ts';
import type { GatewayTransaction } from '../../protocol/gatewayJson.ts';
import type { ItemId } from '../../protocol/ids.ts';
import { findTag } from '../../protocol/tags.ts';
import { testKey } from '../../verification/testing/signing.ts';
import type { ArchiveGateway } from '../archive.ts';

export const scheduler = testKey(71);
export const user = testKey(72);
const bundle = `${'B'.repeat(42)}A` as ItemId;
export const other = `${'C'.repeat(42)}A` as ItemId;

function indexed(item: DataItem, change: Partial<GatewayTransaction> = {}): GatewayTransaction {
  const key = [scheduler, user].find(({ owner }) => owner.every((byte, index) => byte === item.owner[index]));
  return {
    id: itemIdOf(item.signature),
    signature: encodeBase64url(item.signature),
    anchor: encodeBase64url(item.anchor),
    recipient: encodeBase64url(item.target),
    ownerKey: encodeBase64url(item.owner),
    ownerAddress: key?.address ?? '',
    tags: tagsOf(item),
    dataBytes: item.data.length,
    blockHeight: 10,
    bundledIn: bundle,
    ...change,
  };
}

export interface Published {
  readonly item: DataItem;
  readonly metadata: GatewayTransaction;
}

/** A gateway that knows these; what it was asked for, in order. */
export function gatewayOf(published: readonly Published[]): ArchiveGateway & { readonly asked: string[] } {
  const asked: string[] = [];
  const all = published.map(({ metadata }) => metadata);
  return {
    asked,
    fetchAssignments: async ({ owner, processId, nonces }) => {
      asked.push('assignments');
      return all.filter(
        ({ ownerAddress, tags }) =>
          ownerAddress === owner &&
          findTag(tags, 'Process') === processId &&
          nonces.includes(Number(findTag(tags, 'Nonce') ?? Number.NaN)),
      );
    },
    fetchByOwner: async ({ owner, tags: wanted }) => {
      asked.push('by-owner');
      return all.filter(
        ({ ownerAddress, tags }) =>
          ownerAddress === owner &&
          wanted.every(({ name, values }) => values.includes(findTag(tags, name) ?? '')),
      );
    },
    fetchTransactionMeta: async (ids) => {
      asked.push('items');
      return new Map(all.filter(({ id }) => ids.includes(id)).map((metadata) => [metadata.id, metadata]));
    },
    fetchData: async ({ id }) => {
      asked.push('data');
      const found = published.find(({ metadata }) => metadata.id === id);
      if (found === undefined) throw new Error(`Nobody has published ${id}.`);
      return found.item.data;
    },
  };
}

export function publish(item: DataItem, change?: Partial<GatewayTransaction>): Published {
  return { item, metadata: indexed(item, change) };
}
