import { describe, expect, it } from 'vitest';
import { decodeWallet } from './wallet.ts';

// From EIP-55 itself (https://eips.ethereum.org/EIPS/eip-55).
const checksummed = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const arweave = 'I'.repeat(43);

describe('a wallet', () => {
  it.each([
    ['an Arweave address, with space around it', ` ${arweave}\n`, arweave],
    ['an Ethereum address', checksummed, checksummed],
    ['one in small letters', checksummed.toLowerCase(), checksummed],
    ['one in capitals', `0x${checksummed.slice(2).toUpperCase()}`, checksummed],
  ])('is %s', (_, text, wallet) => {
    expect(decodeWallet(text)).toBe(wallet);
  });

  it.each([
    ['an Ethereum address with a mistyped letter', checksummed.replace('aA', 'AA'), 'has a wrong checksum'],
    [
      'an Arweave address with a mistyped letter',
      `${'I'.repeat(42)}B`,
      'no id ends in "B": a character is wrong',
    ],
    ['one that is too short', 'I'.repeat(42), 'is neither 43 characters of base64url nor'],
    ['nothing', '', 'is neither 43 characters of base64url nor'],
  ])('is not %s', (_, text, why) => {
    expect(() => decodeWallet(text)).toThrow(
      expect.objectContaining({ code: 'invalid-wallet', message: expect.stringContaining(why) }),
    );
  });
});
