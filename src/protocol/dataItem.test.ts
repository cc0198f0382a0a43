import arweaveDeepHash from 'arweave/node/lib/deepHash.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64url } from '../base/base64url.ts';
import { type Bytes, decodeUtf8Strict, toHex } from '../base/bytes.ts';
import { decodeTags, encodeTags } from './avroTags.ts';
import { bundleHeaderSize, decodeBundle, encodeBundle, findInBundle } from './bundle.ts';
import { type DataItem, decodeDataItem, encodeDataItem, hashDataItem, itemIdOf, tagsOf } from './dataItem.ts';
import type { ItemId } from './ids.ts';
import { signatureSchemes, signatureTypesOfLengths } from './signatureType.ts';
import bundles from './vectors/su-bundles.json' with { type: 'json' };

const bytesOf = (minimum: number, maximum = minimum) =>
  fc.uint8Array({ minLength: minimum, maxLength: maximum }).map((bytes) => Uint8Array.from(bytes) as Bytes);
const text = fc.string({ unit: 'binary', maxLength: 40 });
const tags = fc.array(fc.record({ name: text, value: text }), { maxLength: 20 });

const anyItem: fc.Arbitrary<DataItem> = fc
  .constantFrom(...signatureSchemes.entries())
  .chain(([signatureType, scheme]) =>
    fc.record({
      signatureType: fc.constant(signatureType),
      signature: bytesOf(scheme.signatureLength),
      owner: bytesOf(scheme.ownerLength),
      target: fc.oneof(bytesOf(0), bytesOf(32)),
      anchor: fc.oneof(bytesOf(0), bytesOf(32)),
      tagBytes: tags.map(encodeTags),
      data: bytesOf(0, 300),
    }),
  );

const realItems = bundles.map((text) => decodeDataItem(decodeBase64url(text)));

describe('data items', () => {
  it('decode from what was encoded, field by field', () => {
    fc.assert(
      fc.property(anyItem, (item) => {
        expect(decodeDataItem(encodeDataItem(item))).toEqual(item);
      }),
    );
  });

  it('encode real bytes back to themselves', () => {
    for (const text of bundles) {
      const bytes = decodeBase64url(text);
      expect(encodeDataItem(decodeDataItem(bytes))).toEqual(bytes);
    }
  });

  // legacynet.md, appendix A: ids and the first 16 bytes of the signed data, computed by other code.
  it.each([
    [0, 'BZj7OScRU_CPeEk0uGI8_3ZyMPX8aPcCMbbuTUpCj7Q', '6113ea90b2f9da9f673f1fed630c8bb0'],
    [1, 'g1G---MP3aHmw6Y3E9bDBT009IWrX99XQczs0iIcZMI', '22866dba3a85d0cb1b77693ccba6f6b1'],
    [2, 'vKX2nbFMxoSqDgGwb0YyStlcSjWOhWHw2XoZdG5AW_g', '667445f418dbe105ff91303dcb22a21d'],
    [30, 'KMRgvBOl1jgwhCYeQZVGCyjkl9Hoz-t5vHg4jgfd3KM', 'e56f2123230172f80765c3177403c92c'],
  ])('hash to what the scheduler signed at nonce %i', async (nonce, id, signed) => {
    const assignment = decodeBundle(realItems[nonce]?.data ?? new Uint8Array()).at(0);
    if (assignment === undefined) throw new Error('the bundle is empty');
    expect(itemIdOf(assignment.signature)).toBe(id);
    expect(toHex(await hashDataItem(assignment)).slice(0, 32)).toBe(signed);
  });

  // On both sides of the lengths that WebCrypto hashes.
  it.each([32_767, 32_768, 500_000, 16_777_216, 16_777_217])(
    'with %i bytes hash as the Arweave library says',
    async (length) => {
      const [real] = realItems;
      if (real === undefined) throw new Error('there is no item');
      const data = Uint8Array.from({ length }, (_, index) => (index * index) >> 7);
      const item = { ...real, data };
      const text = (value: string) => new TextEncoder().encode(value);
      const { owner, target, anchor, tagBytes } = item;
      const signed = [text('dataitem'), text('1'), text('1'), owner, target, anchor, tagBytes, data];
      expect(toHex(await hashDataItem(item))).toBe(toHex(await arweaveDeepHash(signed)));
    },
  );

  it('hash the messages in the bundles to what their senders signed', async () => {
    const hashes = await Promise.all(
      [0, 2].map(async (nonce) => {
        const message = decodeBundle(realItems[nonce]?.data ?? new Uint8Array()).at(1);
        if (message === undefined) throw new Error('the bundle has no message');
        return toHex(await hashDataItem(message)).slice(0, 32);
      }),
    );
    expect(hashes).toEqual(['6a8b48399870c27d41790a94a3a356d3', '60978f8ee109fc6b5cde84cadfc5cd8f']);
  });

  it.each([
    ['no byte', (bytes: Bytes) => bytes.subarray(0, 0)],
    ['only a type', (bytes: Bytes) => bytes.subarray(0, 2)],
    ['half a signature', (bytes: Bytes) => bytes.subarray(0, 300)],
    ['half an owner', (bytes: Bytes) => bytes.subarray(0, 700)],
    ['an unknown type', (bytes: Bytes) => changed(bytes, 0, 9)],
    ['a type of two bytes', (bytes: Bytes) => changed(bytes, 1, 1)],
    ['a target flag of 2', (bytes: Bytes) => changed(bytes, 1026, 2)],
    ['an anchor flag of 2', (bytes: Bytes) => changed(bytes, 1027 + flagged(bytes, 1026), 2)],
    ['another number of tags', (bytes: Bytes) => changed(bytes, tagsOffset(bytes), 99)],
    ['tags beyond the end', (bytes: Bytes) => changed(bytes, tagsOffset(bytes) + 12, 1)],
    ['a number of tags beyond 2^53', (bytes: Bytes) => changed(bytes, tagsOffset(bytes) + 7, 1)],
  ])('refuse %s', (_, tamper) => {
    const bytes = decodeBase64url(bundles[2] ?? '');
    expect(() => decodeDataItem(tamper(bytes))).toThrow(
      expect.objectContaining({ layer: 'protocol', code: 'invalid-data-item' }),
    );
  });

  it.each([
    ['signature', { signature: new Uint8Array(511) }],
    ['owner', { owner: new Uint8Array(65) }],
    ['target', { target: new Uint8Array(31) }],
    ['anchor', { anchor: new Uint8Array(33) }],
    ['type', { signatureType: 8 }],
  ])('refuse to encode a wrong %s', (_, change) => {
    const [item] = realItems;
    if (item === undefined) throw new Error('there are no vectors');
    expect(() => encodeDataItem({ ...item, ...change })).toThrow(
      expect.objectContaining({ code: 'invalid-data-item' }),
    );
  });
});

describe('tags', () => {
  it('decode from what was encoded', () => {
    fc.assert(
      fc.property(tags, (list) => {
        expect(decodeTags(encodeTags(list))).toEqual(list);
      }),
    );
  });

  it('are one Avro block of zigzag lengths', () => {
    expect(toHex(encodeTags([{ name: 'ab', value: 'ü' }]))).toBe('02046162' + '04c3bc' + '00');
    const long = encodeTags([{ name: '', value: 'x'.repeat(64) }]);
    expect(toHex(long.subarray(0, 4))).toBe('02008001');
  });

  it('may come in several blocks, with sizes', () => {
    const bytes = Uint8Array.from([1, 4, 2, 97, 2, 98, 2, 2, 99, 0, 0]);
    expect(decodeTags(bytes)).toEqual([
      { name: 'a', value: 'b' },
      { name: 'c', value: '' },
    ]);
    expect(decodeTags(Uint8Array.from([0]))).toEqual([]);
  });

  it.each([
    ['end early', [2, 2, 97]],
    ['lack the closing zero', [2, 2, 97, 2, 98]],
    ['have bytes after the closing zero', [0, 0]],
    ['hold a text longer than the rest', [2, 200, 97]],
    ['hold a text of negative length', [2, 3, 97, 2, 98, 0]],
    ['hold a name that is not UTF-8', [2, 2, 255, 2, 98, 0]],
    ['hold a number of eight bytes', [128, 128, 128, 128, 128, 128, 128, 0]],
  ])('that %s are refused', (_, bytes) => {
    expect(() => decodeTags(Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ layer: 'protocol', code: 'invalid-tags' }),
    );
  });

  it('of the first real assignment come in the order that scheduler units write', () => {
    const assignment = decodeBundle(realItems[1]?.data ?? new Uint8Array()).at(0);
    if (assignment === undefined) throw new Error('the bundle is empty');
    expect(tagsOf(assignment).map((tag) => tag.name)).toEqual([
      'Process',
      'Epoch',
      'Nonce',
      'Hash-Chain',
      'Block-Height',
      'Timestamp',
      'Data-Protocol',
      'Type',
      'Variant',
      'Message',
    ]);
    expect(decodeUtf8Strict(assignment.data)).toBe('');
  });
});

describe('bundles', () => {
  const [first] = realItems;
  const bundle = first?.data ?? new Uint8Array();

  it('list their items by the hash of the signature', () => {
    expect(decodeBundle(bundle).map((item) => itemIdOf(item.signature))).toEqual([
      'BZj7OScRU_CPeEk0uGI8_3ZyMPX8aPcCMbbuTUpCj7Q',
      '4QTyVpvWlwjfsYAvkTSIWjp5XVGf-Rg_Co8K1lPNbvo',
    ]);
  });

  it('of a scheduler are made again of their items, byte for byte', () => {
    for (const { data } of realItems) expect(encodeBundle(decodeBundle(data))).toEqual(data);
    expect(realItems.length).toBeGreaterThan(30);
  });

  it('say in their header where each item lies', () => {
    const header = bundle.slice(0, bundleHeaderSize(bundle));
    for (const item of decodeBundle(bundle)) {
      const { offset, size } = findInBundle(header, itemIdOf(item.signature)) ?? { offset: 0, size: 0 };
      expect(decodeDataItem(bundle.subarray(offset, offset + size))).toEqual(item);
    }
    expect(findInBundle(header, 'A'.repeat(43) as ItemId)).toBeUndefined();
    for (const cut of [header.subarray(0, 31), header.subarray(0, -1), new Uint8Array(32).fill(255)]) {
      expect(() => findInBundle(cut, 'A'.repeat(43) as ItemId)).toThrow(
        expect.objectContaining({ layer: 'protocol', code: 'invalid-bundle' }),
      );
    }
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['a count without items', bundle.subarray(0, 32)],
    ['a last item cut short', bundle.subarray(0, bundle.length - 1)],
    ['a byte too many', Uint8Array.from([...bundle, 0])],
    ['an item under another id', changed(bundle, 64, (bundle[64] ?? 0) ^ 1)],
  ])('refuse %s', (_, bytes) => {
    expect(() => decodeBundle(bytes)).toThrow(
      expect.objectContaining({ layer: 'protocol', code: 'invalid-bundle' }),
    );
  });
});

describe('signature types', () => {
  it('follow from lengths where they can', () => {
    expect(signatureTypesOfLengths(512, 512)).toEqual([1]);
    expect(signatureTypesOfLengths(65, 65)).toEqual([3]);
    expect(signatureTypesOfLengths(32, 64)).toEqual([2, 4, 5]);
    expect(signatureTypesOfLengths(42, 65)).toEqual([7]);
    expect(signatureTypesOfLengths(512, 65)).toEqual([]);
  });
});

function changed(bytes: Bytes, offset: number, value: number): Bytes {
  const copy = bytes.slice();
  copy[offset] = value;
  return copy;
}

function flagged(bytes: Bytes, offset: number): number {
  return bytes[offset] === 1 ? 32 : 0;
}

function tagsOffset(bytes: Bytes): number {
  const anchorFlag = 1027 + flagged(bytes, 1026);
  return anchorFlag + 1 + flagged(bytes, anchorFlag);
}
