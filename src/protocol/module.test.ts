import { describe, expect, it } from 'vitest';
import { addressFrom, addressOfKey, ethereumAddressOf, isAddressOfKey } from './address.ts';
import { decodeItemId, type ItemId, isItemId } from './ids.ts';
import { decodeModule, moduleFormats, parseMemoryLimit } from './module.ts';

const id = `${'I'.repeat(42)}A` as ItemId;
const tagsOf = (record: Readonly<Record<string, string>>) =>
  Object.entries(record).map(([name, value]) => ({ name, value }));
const moduleTags = {
  'Module-Format': 'wasm32-unknown-emscripten4',
  'Input-Encoding': 'JSON-1',
  'Output-Encoding': 'JSON-1',
  'Memory-Limit': '500-mb',
  'Compute-Limit': '9000000000000',
};
const decode = (tags: Readonly<Record<string, string>>, processTags: Readonly<Record<string, string>> = {}) =>
  decodeModule({ id, ownerKey: 'k', ownerAddress: 'owner', tags: tagsOf(tags) }, tagsOf(processTags));

describe('a module', () => {
  it('has the limits that it declares', () => {
    expect(decode(moduleTags)).toEqual({
      id,
      owner: 'owner',
      tags: tagsOf(moduleTags),
      format: 'wasm32-unknown-emscripten4',
      memoryLimitBytes: 524288000,
      computeLimit: 9000000000000,
    });
  });

  it('has the limits of the process first', () => {
    expect(decode(moduleTags, { 'Memory-Limit': '1-gb', 'Compute-Limit': '5' })).toMatchObject({
      memoryLimitBytes: 1073741824,
      computeLimit: 5,
    });
  });

  it('may have none', () => {
    const { 'Memory-Limit': _m, 'Compute-Limit': _c, ...tags } = moduleTags;
    expect(decode(tags)).toMatchObject({ memoryLimitBytes: undefined, computeLimit: undefined });
  });

  it.each(moduleFormats)('may be %s', (format) => {
    expect(decode({ ...moduleTags, 'Module-Format': format }).format).toBe(format);
  });

  it('of another format cannot be run, and the format is told', () => {
    for (const [tags, actual] of [
      [{ ...moduleTags, 'Module-Format': 'wasm32-wasi' }, 'wasm32-wasi'],
      [{ 'Input-Encoding': 'x', 'Output-Encoding': 'x' }, null],
    ] as const) {
      expect(() => decode(tags)).toThrow(
        expect.objectContaining({
          layer: 'protocol',
          code: 'unsupported-module-format',
          details: expect.objectContaining({ itemId: id, actual }),
        }),
      );
    }
  });

  it.each(['Input-Encoding', 'Output-Encoding'])('without %s is incomplete', (tag) => {
    const tags = Object.fromEntries(Object.entries(moduleTags).filter(([name]) => name !== tag));
    expect(() => decode(tags)).toThrow(
      expect.objectContaining({ code: 'incomplete-module', details: { itemId: id, tag } }),
    );
  });
});

describe('a memory limit', () => {
  it.each([
    ['500-mb', 524288000],
    ['1-gb', 1073741824],
    ['1-GB', 1073741824],
    ['1.5-kb', 1536],
    ['2 tb', 2199023255552],
    ['1pb', 1125899906842624],
    ['1024', 1024],
    ['1024-b', 1024],
    ['12 apples', 12],
    ['-5-mb', 5],
    ['none', undefined],
    [undefined, undefined],
  ])('of %s is %s bytes', (text, bytes) => {
    expect(parseMemoryLimit(text)).toBe(bytes);
  });
});

describe('addresses', () => {
  // Keys 1 and 2 and their addresses are known to every Ethereum library; case is EIP-55's.
  const keyOne = Buffer.from(
    '0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8',
    'hex',
  );
  const keyTwo = Buffer.from(
    '04c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee51ae168fea63dc339a3c58419466ceaeef7f632653266d0e1236431a950cfe52a',
    'hex',
  );

  it('of Ethereum keys are checksummed', () => {
    expect(ethereumAddressOf(keyOne)).toBe('0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf');
    expect(ethereumAddressOf(keyTwo)).toBe('0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF');
  });

  it('follow from the length of the key', () => {
    const ownerAddress = 'as told';
    expect(addressFrom({ ownerKey: keyOne.toString('base64url'), ownerAddress })).toMatch(/^0x7E5F/);
    expect(addressFrom({ ownerKey: 'A'.repeat(683), ownerAddress })).toBe('as told');
    expect(addressOfKey(keyOne)).toMatch(/^0x7E5F/);
    expect(addressOfKey(new Uint8Array(512))).toMatch(/^[\w-]{43}$/);
  });

  it('come in two ways for one Ethereum key, and in one for others', () => {
    const told = addressOfKey(new Uint8Array(512));
    expect(isAddressOfKey(addressOfKey(keyOne), keyOne)).toBe(true);
    expect(isAddressOfKey('GmdLI7gnEKVL-6q3bG_yxZjDQ2YFMZRHcfPqZ0v38pE', keyOne)).toBe(false);
    expect(isAddressOfKey(told, new Uint8Array(512))).toBe(true);
    expect(isAddressOfKey(told, new Uint8Array(511))).toBe(false);
  });
});

describe('ids', () => {
  it('say what is wrong with one that has a mistyped character', () => {
    expect(() => decodeItemId(`${'I'.repeat(42)}B`)).toThrow('has 43 characters, but no id ends in "B"');
    expect(() => decodeItemId(`${'I'.repeat(42)}?`)).toThrow('is not 43 characters of base64url');
  });

  it('are 43 letters that stand for 32 bytes', () => {
    expect(decodeItemId(id)).toBe(id);
    expect(isItemId(`${'I'.repeat(42)}B`)).toBe(false);
    expect(isItemId('I'.repeat(42))).toBe(false);
    expect(isItemId(`${'I'.repeat(42)}=`)).toBe(false);
  });

  it.each([
    ['short', 'short', 5],
    [5, 'number', null],
    ['x'.repeat(70), `${'x'.repeat(60)}…`, 70],
    [undefined, 'undefined', null],
  ])('are not %j', (value, shown, length) => {
    expect(() => decodeItemId(value, 'process id')).toThrow(
      expect.objectContaining({ code: 'invalid-id', details: { what: 'process id', value: shown, length } }),
    );
  });
});
