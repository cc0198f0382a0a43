import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSelfsameError } from '../../base/errors.ts';
import { decodeReceiptLink, encodeReceiptLink } from './receiptLink.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const pack = (text: string) => `1.${gzipSync(text).toString('base64url')}`;

async function codeOf(code: string): Promise<string | undefined> {
  try {
    await decodeReceiptLink(code);
    return undefined;
  } catch (error) {
    return isSelfsameError(error) ? error.code : 'unexpected';
  }
}

describe('the code in a link', () => {
  it('brings payload and signature back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary' }),
        fc.uint8Array({ maxLength: 80 }),
        async (text, signature) => {
          const envelope = { payload: bytes(text), signature: new Uint8Array(signature), keyId: '' };
          expect(await decodeReceiptLink(await encodeReceiptLink(envelope))).toEqual(envelope);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is gzip, as any tool reads it', async () => {
    const code = await encodeReceiptLink({
      payload: bytes('{}'),
      signature: Uint8Array.of(1, 2, 3),
      keyId: '',
    });
    expect(code).toMatch(/^1\.[\w-]+$/);
    expect(gunzipSync(Buffer.from(code.slice(2), 'base64url')).toString()).toBe('["{}","AQID"]');
    expect(await decodeReceiptLink(pack('["{}","AQID"]'))).toMatchObject({
      signature: Uint8Array.of(1, 2, 3),
    });
  });

  it.each([
    ['cut off', pack('["{}","AQID"]').slice(0, -6), 'receipt-unreadable'],
    ['not base64url', '1.a/b', 'receipt-unreadable'],
    ['not gzip', `1.${Buffer.from('hello').toString('base64url')}`, 'receipt-unreadable'],
    ['no list', pack('{}'), 'receipt-unreadable'],
    ['no texts', pack('[1,2]'), 'receipt-unreadable'],
    ['too short a list', pack('["{}"]'), 'receipt-unreadable'],
    ['too long a list', pack('["{}","AQID",1]'), 'receipt-unreadable'],
    ['of another version', '2.abc', 'receipt-unsupported'],
    ['longer than any receipt', `1.${'a'.repeat(20_000)}`, 'receipt-too-large'],
    ['a bomb', pack(`["${'a'.repeat(5_000_000)}",""]`), 'receipt-too-large'],
  ])('%s', async (_, code, expected) => {
    expect(await codeOf(code)).toBe(expected);
  });
});
