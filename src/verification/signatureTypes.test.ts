import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { decodeBase64url } from '../base/base64url.ts';
import { type Bytes, concatBytes } from '../base/bytes.ts';
import { encodeTags } from '../protocol/avroTags.ts';
import { type DataItem, decodeDataItem, hashDataItem, itemIdOf, tagsOf } from '../protocol/dataItem.ts';
import { signatureSchemes, signatureTypes, signatureTypesOfLengths } from '../protocol/signatureType.ts';
import type { Tags } from '../protocol/tags.ts';
import arbundlesItems from '../protocol/vectors/arbundles-items.json' with { type: 'json' };
import typedItems from '../protocol/vectors/signature-types.json' with { type: 'json' };
import { checkDataItem, checkUntypedItem } from './dataItemSignature.ts';
import { checkSignature } from './signature.ts';

const vectors = [...arbundlesItems, ...typedItems].map(({ signer, id, item }) => ({
  signer,
  id,
  item: decodeDataItem(decodeBase64url(item)),
}));

describe('every way of signing that ANS-104 knows', () => {
  it('has vectors by another implementation', () => {
    const types = new Set(vectors.map(({ item }) => item.signatureType));
    expect([...types].sort()).toEqual([...signatureSchemes.keys()]);
  });

  it('has Arweave vectors for every length of salt that signers choose, and one that nobody does', () => {
    expect(typedItems.flatMap(({ saltLength }) => saltLength ?? [])).toEqual([0, 32, 478, 100]);
  });

  it.each(vectors)('holds: $signer, $id', async ({ item, id }) => {
    expect(itemIdOf(item.signature)).toBe(id);
    await expect(checkDataItem(item)).resolves.toBe('holds');
    await expect(checkUntypedItem(item)).resolves.toBe('holds');
  });
});

/** One field made a little different, as a liar would; undefined where the item has nothing of the kind. */
const twins: Readonly<Record<string, (item: DataItem) => DataItem | undefined>> = {
  'a bit of the signature': (item) => ({ ...item, signature: flip(item.signature, firstUsed(item)) }),
  'a bit of the owner': (item) => ({ ...item, owner: flip(item.owner, 5) }),
  'a target': (item) => ({
    ...item,
    target: item.target.length === 0 ? new Uint8Array(32) : flip(item.target, 31),
  }),
  'no target': (item) => (item.target.length === 0 ? undefined : { ...item, target: new Uint8Array(0) }),
  'an anchor': (item) => ({
    ...item,
    anchor: item.anchor.length === 0 ? new Uint8Array(32) : flip(item.anchor, 0),
  }),
  'a tag name': (item) => retag(item, ([tag, ...rest]) => [{ ...tag, name: `${tag.name}s` }, ...rest]),
  'a tag value': (item) => retag(item, ([tag, ...rest]) => [{ ...tag, value: `${tag.value}0` }, ...rest]),
  'the order of tags': (item) => retag(item, (tags) => (tags.length < 2 ? undefined : [...tags].reverse())),
  'one tag more': (item) => ({
    ...item,
    tagBytes: encodeTags([...tagsOf(item), { name: 'Extra', value: '1' }]),
  }),
  'no tags': (item) => (item.tagBytes.length === 0 ? undefined : { ...item, tagBytes: new Uint8Array(0) }),
  'one byte of data more': (item) => ({ ...item, data: concatBytes([item.data, new Uint8Array(1)]) }),
  'a bit of the data': (item) =>
    item.data.length === 0 ? undefined : { ...item, data: flip(item.data, item.data.length - 1) },
};

describe.each(vectors)('the $signer item $id', ({ item }) => {
  it.each(Object.entries(twins))('fails with another %s', async (_, tamper) => {
    const twin = tamper(item);
    if (twin === undefined) return;
    await expect(checkDataItem(twin)).resolves.toBe('fails');
    await expect(checkUntypedItem(twin)).resolves.toBe('fails');
  });

  it('fails as an item of any other type, those of the same lengths included', async () => {
    for (const signatureType of signatureSchemes.keys()) {
      if (signatureType === item.signatureType) continue;
      await expect(checkDataItem({ ...item, signatureType })).resolves.toBe('fails');
    }
  });
});

describe('an item signed in a way that is not known here', () => {
  it('is not called false', async () => {
    const { item } = vectors[0] ?? { item: undefined };
    if (item === undefined) throw new Error('there are no vectors');
    const owner = item.owner.subarray(0, 33);
    await expect(checkUntypedItem({ ...item, owner })).resolves.toBe('unsupported');
    await expect(checkSignature(101, owner, item.signature, new Uint8Array(48))).resolves.toBe('unsupported');
  });
});

describe('several keys of Aptos', () => {
  const multi = typedItems.flatMap(({ signer, item, keys = 0, threshold = 0, signedBy = [] }) =>
    signer === 'multiAptos'
      ? [{ item: decodeDataItem(decodeBase64url(item)), keys, threshold, signedBy }]
      : [],
  );
  const bitmapAt = 32 * 64;
  const slotBit = (slot: number) => ({ byte: bitmapAt + (slot >> 3), mask: 0x80 >> (slot & 7) });
  const toggled = (item: DataItem, slot: number): DataItem => {
    const signature = item.signature.slice();
    const { byte, mask } = slotBit(slot);
    signature[byte] = (signature[byte] ?? 0) ^ mask;
    return { ...item, signature };
  };

  it('are vectors with a threshold that is met exactly, and one that is exceeded', () => {
    expect(multi.map(({ threshold, signedBy }) => signedBy.length - threshold)).toEqual([0, 0, 1, 0]);
  });

  it.each(multi)('need as many signatures as their owner demands ($threshold of $keys)', async (vector) => {
    const { item, threshold, signedBy } = vector;
    let fewer = item;
    for (const [index, slot] of signedBy.entries()) {
      fewer = toggled(fewer, slot);
      const left = signedBy.length - index - 1;
      await expect(checkUntypedItem(fewer), `${left} left`).resolves.toBe(
        left >= threshold ? 'holds' : 'fails',
      );
    }
  });

  it.each(multi)('fail when one that did not sign is said to have ($threshold of $keys)', async (vector) => {
    const { item, signedBy } = vector;
    for (let slot = 0; slot < 32; slot += 1) {
      if (signedBy.includes(slot)) continue;
      await expect(checkUntypedItem(toggled(item, slot)), `slot ${slot}`).resolves.toBe('fails');
    }
  });

  it('fail when any one of those that signed did not', async () => {
    const [, , three] = multi;
    if (three === undefined) throw new Error('a vector is missing');
    for (const slot of three.signedBy) {
      const item = { ...three.item, signature: flip(three.item.signature, 64 * slot + 3) };
      await expect(checkUntypedItem(item), `slot ${slot}`).resolves.toBe('fails');
    }
  });

  it('are nobody where the owner demands no signature', async () => {
    const [{ item } = { item: undefined }] = multi;
    if (item === undefined) throw new Error('a vector is missing');
    const owner = item.owner.slice();
    owner[1024] = 0;
    const message = await hashDataItem({ ...item, owner });
    const nobody = new Uint8Array(item.signature.length);
    await expect(checkSignature(signatureTypes.multiAptos, owner, nobody, message)).resolves.toBe('fails');
  });

  it('cannot be outvoted by the places that an owner leaves empty', async () => {
    const { item } = multi[1] ?? { item: undefined };
    if (item === undefined) throw new Error('a vector is missing');
    const message = await hashDataItem(item);
    // Zeros are a key of order 4; the identity and zero are a signature by it of anything, if one does not look.
    const forged = new Uint8Array(64);
    forged[0] = 1;
    expect(ed25519.verify(forged, message, new Uint8Array(32))).toBe(true);
    const signature = new Uint8Array(item.signature.length);
    for (const slot of [10, 11]) {
      signature.set(forged, 64 * slot);
      const { byte, mask } = slotBit(slot);
      signature[byte] = (signature[byte] ?? 0) | mask;
    }
    expect(item.owner.subarray(320, 384)).toEqual(new Uint8Array(64));
    await expect(checkUntypedItem({ ...item, signature })).resolves.toBe('fails');
  });
});

describe('a single key of small order', () => {
  it('lets anybody sign for it, as in other implementations: that is its holder’s choice', async () => {
    const [{ item } = { item: undefined }] = vectors.filter(
      (vector) => vector.item.signatureType === signatureTypes.ed25519,
    );
    if (item === undefined) throw new Error('a vector is missing');
    const signature = new Uint8Array(64);
    signature[0] = 1;
    await expect(checkUntypedItem({ ...item, owner: new Uint8Array(32), signature })).resolves.toBe('holds');
  });
});

describe('typed data of Ethereum', () => {
  const typed = vectors.filter(({ signer }) => signer === 'typedEthereum');

  it('names its signer by address, in whatever case', async () => {
    const spellings = typed.map(({ item }) => new TextDecoder().decode(item.owner));
    expect(spellings.some((text) => text === text.toLowerCase())).toBe(true);
    expect(spellings.some((text) => text !== text.toLowerCase())).toBe(true);
  });

  it('fails for an owner that is no address', async () => {
    const [{ item } = { item: undefined }] = typed;
    if (item === undefined) throw new Error('a vector is missing');
    for (const change of [
      (text: string) => `1x${text.slice(2)}`,
      (text: string) => `${text.slice(0, 41)}g`,
    ]) {
      const owner = new TextEncoder().encode(change(new TextDecoder().decode(item.owner)));
      await expect(checkUntypedItem({ ...item, owner })).resolves.toBe('fails');
    }
  });

  it('fails for other recovery bytes and for numbers that no key can make', async () => {
    const [{ item } = { item: undefined }] = typed;
    if (item === undefined) throw new Error('a vector is missing');
    for (const v of [0, 1, 26, 29]) {
      const signature = item.signature.slice();
      signature[64] = v < 2 ? (signature[64] ?? 27) - 27 : v;
      await expect(checkUntypedItem({ ...item, signature })).resolves.toBe('fails');
    }
    const signature = new Uint8Array(65).fill(255);
    signature[64] = 27;
    await expect(checkUntypedItem({ ...item, signature })).resolves.toBe('fails');
  });
});

describe('the lengths of a key and a signature', () => {
  it.each([
    [512, 512, [1]],
    [32, 64, [2, 4, 5]],
    [65, 65, [3]],
    [1025, 2052, [6]],
    [42, 65, [7]],
    [33, 65, []],
  ])('%i and %i allow the types %j', (owner, signature, types) => {
    expect(signatureTypesOfLengths(owner, signature)).toEqual(types);
  });
});

/** Of several signatures, one that counts. */
function firstUsed({ signature, signatureType }: DataItem): number {
  if (signatureType !== signatureTypes.multiAptos) return 40;
  const slot = Array.from({ length: 32 }, (_, index) => index).find(
    (index) => ((signature[32 * 64 + (index >> 3)] ?? 0) & (0x80 >> (index & 7))) !== 0,
  );
  return 64 * (slot ?? 0) + 40;
}

function flip(bytes: Bytes, index: number): Bytes {
  const copy = bytes.slice();
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}

type SomeTags = readonly [Tags[number], ...Tags];

function retag(item: DataItem, change: (tags: SomeTags) => Tags | undefined): DataItem | undefined {
  const [first, ...rest] = tagsOf(item);
  const tags = first === undefined ? undefined : change([first, ...rest]);
  return tags === undefined ? undefined : { ...item, tagBytes: encodeTags(tags) };
}
