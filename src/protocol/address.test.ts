import { expect, it } from 'vitest';
import { encodeBase64url } from '../base/base64url.ts';
import { decodeOwnerKey } from './address.ts';

it('the same key’s text gives the same bytes, by which what follows from them is remembered', () => {
  const text = encodeBase64url(new Uint8Array(512).fill(7));
  expect(decodeOwnerKey(text)).toEqual(new Uint8Array(512).fill(7));
  expect(decodeOwnerKey(`${text}`)).toBe(decodeOwnerKey(text));
});

it('what is too long for any key is not kept: a scheduler unit may say megabytes', () => {
  const text = encodeBase64url(new Uint8Array(3000).fill(7));
  expect(decodeOwnerKey(text)).toEqual(new Uint8Array(3000).fill(7));
  expect(decodeOwnerKey(text)).not.toBe(decodeOwnerKey(text));
});

it('what is no base64url is refused, short or long', () => {
  for (const text of ['?', '?'.repeat(3000)]) {
    expect(() => decodeOwnerKey(text)).toThrow(expect.objectContaining({ code: 'invalid-base64url' }));
  }
});
