import { expect, it } from 'vitest';
import { encodeBase64url } from '../base/base64url.ts';
import { encodeUtf8 } from '../base/bytes.ts';
import { untypedItemOf } from './gatewayItem.ts';
import type { GatewayTransaction } from './gatewayJson.ts';

const anchorOf = (anchor: string | null) => {
  const told = { signature: 'AQAB', ownerKey: 'AQAB', recipient: null, tags: [], anchor };
  return untypedItemOf(told as unknown as GatewayTransaction, new Uint8Array(0))?.anchor;
};

it('an anchor is read as a gateway’s software tells it, or as its signer wrote it', () => {
  const text = '00000000000000000000000001234567';
  const binary = new Uint8Array(32).fill(200);
  expect(anchorOf(encodeBase64url(encodeUtf8(text)))).toEqual(encodeUtf8(text));
  expect(anchorOf(text)).toEqual(encodeUtf8(text));
  expect(anchorOf('not base64url: it has 32 letters')?.length).toBe(32);
  expect(anchorOf(encodeBase64url(binary))).toEqual(binary);
  // Of layer 1.
  expect(anchorOf(encodeBase64url(new Uint8Array(48).fill(7)))).toEqual(new Uint8Array(48).fill(7));
  for (const none of ['', null]) expect(anchorOf(none)).toEqual(new Uint8Array(0));
  expect(() => anchorOf('no anchor')).toThrow(expect.objectContaining({ code: 'invalid-base64url' }));
});
