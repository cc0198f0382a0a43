import { type Bytes, concatBytes } from '../../base/bytes.ts';

/** Bytes of each of the two numbers of a P-256 signature. */
const numberBytes = 32;

const sequence = 0x30;
const integer = 0x02;

/**
 * A P-256 signature as WebCrypto makes it (r and s, 32 bytes each) in the ASN.1 form that openssl and DSSE's other implementations read:
 * SEQUENCE { INTEGER r, INTEGER s }. Both are short, so every length is one byte.
 */
export function encodeEcdsaDer(signature: Uint8Array): Bytes {
  const numbers = [signature.subarray(0, numberBytes), signature.subarray(numberBytes)].map(encodeInteger);
  const body = concatBytes(numbers);
  return concatBytes([Uint8Array.of(sequence, body.length), body]);
}

/** The way back. Undefined for anything but the one DER form of two numbers below 2^256. */
export function decodeEcdsaDer(der: Uint8Array): Bytes | undefined {
  if (der[0] !== sequence || der[1] !== der.length - 2) return undefined;
  const r = decodeInteger(der, 2);
  const s = r === undefined ? undefined : decodeInteger(der, r.end);
  return r !== undefined && s?.end === der.length ? concatBytes([r.number, s.number]) : undefined;
}

function encodeInteger(number: Uint8Array): Bytes {
  const first = number.findIndex((byte) => byte !== 0);
  const significant = first === -1 ? number.subarray(-1) : number.subarray(first);
  // A first bit of 1 would mean a negative number.
  const sign = (significant[0] ?? 0) >= 0x80 ? [0] : [];
  const length = sign.length + significant.length;
  return concatBytes([Uint8Array.of(integer, length, ...sign), significant]);
}

function decodeInteger(
  der: Uint8Array,
  start: number,
): { readonly number: Bytes; readonly end: number } | undefined {
  const length = der[start + 1] ?? 0;
  const end = start + 2 + length;
  const content = der.subarray(start + 2, end);
  const [first = 0xff, second = 0xff] = content;
  const isPadded = first === 0 && length > 1;
  if (der[start] !== integer || content.length !== length || length === 0) return undefined;
  if (first >= 0x80 || (isPadded && second < 0x80)) return undefined;
  const significant = isPadded ? content.subarray(1) : content;
  if (significant.length > numberBytes) return undefined;
  const number = new Uint8Array(numberBytes);
  number.set(significant, numberBytes - significant.length);
  return { number, end };
}
