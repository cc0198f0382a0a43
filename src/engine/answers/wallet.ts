import { ProtocolError } from '../../base/errors.ts';
import { checksumAddress } from '../../protocol/address.ts';
import { type Address, isItemId, whyNoItemId } from '../../protocol/ids.ts';

/**
 * Who may hold a balance: an Arweave address or a process (43 characters), or an Ethereum address, put into the checksummed form
 * under which processes know it.
 * @throws ProtocolError `invalid-wallet`
 */
export function decodeWallet(text: string): Address {
  const trimmed = text.trim();
  if (isItemId(trimmed)) return trimmed as string as Address;
  if (!/^0x[0-9a-fA-F]{40}$/.test(trimmed)) {
    throw invalid(
      trimmed,
      trimmed.length === 43
        ? `${whyNoItemId(trimmed)}.`
        : 'is neither 43 characters of base64url nor an Ethereum address (0x and 40 hexadecimal digits).',
    );
  }
  const digits = trimmed.slice(2);
  const address = checksumAddress(digits.toLowerCase());
  const hasOneCase = digits === digits.toLowerCase() || digits === digits.toUpperCase();
  if (!hasOneCase && trimmed !== address) {
    throw invalid(trimmed, `has a wrong checksum: one of its letters or digits is mistyped.`);
  }
  return address;
}

function invalid(text: string, what: string): ProtocolError {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return new ProtocolError('invalid-wallet', `The wallet "${shown}" ${what}`, { details: { value: shown } });
}
