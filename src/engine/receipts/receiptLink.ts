import { decodeBase64url, encodeBase64url } from '../../base/base64url.ts';
import { type Bytes, concatBytes, decodeUtf8Strict, encodeUtf8 } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import { JsonAt } from '../../base/json.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import type { Envelope } from './dsse.ts';
import { mostReceiptChars } from './signedReceipt.ts';

/** Of the code, not of receipts: what follows the dot may be packed otherwise some day. */
const version = '1.';
/** Every browser opens addresses of this length, and every receipt of ours is far shorter. */
const mostCodeChars = 16_384;

/**
 * A receipt as the part of a link: `1.` and base64url(gzip([payload, signature])). The payload is text here, where an envelope has it in
 * Base64, which would hardly shrink.
 */
export async function encodeReceiptLink({ payload, signature }: Envelope): Promise<string> {
  const text = JSON.stringify([decodeUtf8Strict(payload) ?? '', encodeBase64(signature)]);
  return version + encodeBase64url(await pump(encodeUtf8(text), new CompressionStream('gzip'), Infinity));
}

/** @throws ProtocolError `receipt-unreadable`, `receipt-unsupported`, `receipt-too-large` */
export async function decodeReceiptLink(code: string): Promise<Envelope> {
  if (code.length > mostCodeChars) throw tooLarge(code.length);
  if (!code.startsWith(version)) {
    throw new ProtocolError(
      'receipt-unsupported',
      'The link carries a receipt in a form that is not known here.',
      {
        details: { expected: `${version}…`, actual: code.slice(0, 8) },
      },
    );
  }
  const text = await unpack(code.slice(version.length));
  try {
    const link = new JsonAt(JSON.parse(text), 'link');
    const [payload, signature, ...others] = link.items();
    if (payload === undefined || signature === undefined || others.length > 0) {
      throw link.unexpected('a payload and a signature');
    }
    return { payload: encodeUtf8(payload.text()), signature: decodeBase64(signature.text()), keyId: '' };
  } catch (cause) {
    throw unreadable(cause);
  }
}

async function unpack(packed: string): Promise<string> {
  let bytes: Bytes;
  try {
    bytes = decodeBase64url(packed);
  } catch (cause) {
    throw unreadable(cause);
  }
  const unpacked = await pump(bytes, new DecompressionStream('gzip'), mostReceiptChars).catch(
    (cause: unknown) => {
      throw cause instanceof ProtocolError ? cause : unreadable(cause);
    },
  );
  return decodeUtf8Strict(unpacked) ?? '';
}

/** Stops where more comes out than is allowed: a few bytes can unpack to gigabytes. */
async function pump(bytes: Bytes, through: CompressionStream, most: number): Promise<Bytes> {
  // A reader: WebKit's streams cannot be iterated yet.
  const reader = new Blob([bytes]).stream().pipeThrough(through).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return concatBytes(parts);
      length += value.length;
      if (length > most) throw tooLarge(length);
      parts.push(value);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function tooLarge(length: number): ProtocolError {
  return new ProtocolError('receipt-too-large', 'The link carries more than a receipt can be.', {
    details: { length },
  });
}

function unreadable(cause: unknown): ProtocolError {
  return new ProtocolError(
    'receipt-unreadable',
    'The link carries no receipt that can be read: it was probably cut off or changed on its way.',
    { cause },
  );
}
