import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64url } from '../base/base64url.ts';
import type { Bytes } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import { addressOfKey, arweaveAddressOf } from '../protocol/address.ts';
import { decodeBundle } from '../protocol/bundle.ts';
import { type DataItem, decodeDataItem, encodeDataItem, itemIdOf } from '../protocol/dataItem.ts';
import { signatureTypes } from '../protocol/signatureType.ts';
import foreignItems from '../protocol/vectors/arbundles-items.json' with { type: 'json' };
import bundles from '../protocol/vectors/su-bundles.json' with { type: 'json' };
import { checkDataItem, checkUntypedItem } from './dataItemSignature.ts';
import { checkSignature } from './signature.ts';

const schedulerBundles = bundles.map((text) => decodeDataItem(decodeBase64url(text)));
const schedulerItems = schedulerBundles.flatMap((bundle) => [bundle, ...decodeBundle(bundle.data)]);
const itemOf = (text: string): DataItem => decodeDataItem(decodeBase64url(text));

describe('the signature of a data item', () => {
  it('holds for all 78 that the scheduler unit and its users made', async () => {
    expect(schedulerItems).toHaveLength(78);
    const verdicts = await Promise.all(schedulerItems.map(checkDataItem));
    expect(new Set(verdicts)).toEqual(new Set(['holds']));
  });

  it.each(foreignItems)('holds for item $id of an $signer signer of arbundles', async ({ id, item }) => {
    const decoded = itemOf(item);
    expect(itemIdOf(decoded.signature)).toBe(id);
    await expect(checkDataItem(decoded)).resolves.toBe('holds');
    await expect(checkUntypedItem(decoded)).resolves.toBe('holds');
  });

  it('shows nothing where an anchor that nobody tells may have been signed', async () => {
    const [first] = foreignItems;
    const decoded = itemOf(first?.item ?? '');
    const anchored = schedulerItems.find(({ anchor }) => anchor.length > 0);
    if (anchored === undefined) throw new RangeError('There is one.');
    const untold = { ...anchored, anchor: new Uint8Array(0), isAnchorUntold: true } as const;
    await expect(checkUntypedItem({ ...untold, anchor: anchored.anchor })).resolves.toBe('holds');
    await expect(checkUntypedItem(untold)).resolves.toBe('unsupported');
    await expect(checkUntypedItem({ ...decoded, data: new Uint8Array(3) })).resolves.toBe('fails');
  });

  it.each(foreignItems.filter((_, index) => index % 3 === 1))(
    'fails after any single bit is flipped ($signer)',
    async ({ item }) => {
      const bytes = decodeBase64url(item);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: 8 * bytes.length - 1 }), async (bit) => {
          expect(await verdictOf(flipped(bytes, bit))).not.toBe('holds');
        }),
        { numRuns: 150 },
      );
    },
  );

  it.each(foreignItems.filter((_, index) => index % 3 === 1))(
    'fails after each bit of the last byte of the signature is flipped ($signer)',
    async ({ item }) => {
      const decoded = itemOf(item);
      for (let bit = 0; bit < 8; bit += 1) {
        const signature = flipped(decoded.signature, 8 * (decoded.signature.length - 1) + bit);
        await expect(checkDataItem({ ...decoded, signature })).resolves.toBe('fails');
      }
    },
  );

  it.each(['signature', 'owner', 'target', 'anchor', 'tagBytes', 'data'] as const)(
    "fails with another item's %s",
    async (field) => {
      const [mine, theirs] = foreignItems.filter(({ signer }) => signer === 'arweave').slice(1);
      const other = field === 'owner' ? schedulerItems[0] : itemOf(theirs?.item ?? '');
      const item = { ...itemOf(mine?.item ?? ''), [field]: other?.[field] };
      const changed = field === 'target' ? { ...item, target: new Uint8Array(0) } : item;
      await expect(checkDataItem(changed)).resolves.toBe('fails');
      await expect(checkUntypedItem(changed)).resolves.toBe('fails');
    },
  );

  it('is not called false where its way of signing is not known here', async () => {
    const item = { ...itemOf(foreignItems[0]?.item ?? ''), signatureType: 8 };
    await expect(checkDataItem(item)).resolves.toBe('unsupported');
  });

  it('fails where key or signature do not have the length of their type', async () => {
    const { owner, signature } = itemOf(foreignItems.find(({ signer }) => signer === 'solana')?.item ?? '');
    const message = new Uint8Array(48);
    await expect(checkSignature(signatureTypes.ed25519, owner.subarray(1), signature, message)).resolves.toBe(
      'fails',
    );
    await expect(checkSignature(signatureTypes.ed25519, owner, signature.subarray(1), message)).resolves.toBe(
      'fails',
    );
    await expect(checkSignature(99, owner, signature, message)).resolves.toBe('unsupported');
  });

  it('is refused for an Ethereum recovery byte other than 27 and 28', async () => {
    const item = itemOf(foreignItems.find(({ signer }) => signer === 'ethereum')?.item ?? '');
    for (const v of [0, 1, 26, 29]) {
      const signature = item.signature.slice();
      signature[64] = v === 0 || v === 1 ? (item.signature[64] ?? 0) - 27 : v;
      await expect(checkUntypedItem({ ...item, signature })).resolves.toBe('fails');
    }
  });

  it('is refused for Ethereum numbers that no key can make', async () => {
    const item = itemOf(foreignItems.find(({ signer }) => signer === 'ethereum')?.item ?? '');
    for (const fill of [0, 255]) {
      const signature = new Uint8Array(65).fill(fill);
      signature[64] = 27;
      await expect(checkUntypedItem({ ...item, signature })).resolves.toBe('fails');
    }
  });
});

describe('addresses', () => {
  it('of Arweave keys are the hash of the key', () => {
    expect(arweaveAddressOf(schedulerItems[0]?.owner ?? new Uint8Array())).toBe(
      'mx8zvkz0jWNwAiBnBqkGcZqqfcFYptbrL4RIKMd4anc',
    );
  });

  it('of Ethereum keys are those that Ethereum gives them', () => {
    const { owner } = itemOf(foreignItems.find(({ signer }) => signer === 'ethereum')?.item ?? '');
    expect(addressOfKey(owner)).toMatch(/^0x[0-9a-fA-F]{40}$/);
  });
});

/** Undefined where the bytes are no data item any more. */
async function verdictOf(bytes: Bytes): Promise<string | undefined> {
  let item: DataItem;
  try {
    item = decodeDataItem(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError);
    return undefined;
  }
  expect(encodeDataItem(item)).toEqual(bytes);
  return checkDataItem(item);
}

function flipped(bytes: Bytes, bit: number): Bytes {
  const copy = bytes.slice();
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}
