/** Bytes backed by an ordinary buffer (never shared), as WebCrypto and IndexedDB want them. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lossyDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Up to this length a loop is several times as fast as crossing into the browser's encoder, and most texts here are ids and tags. */
const shortText = 96;

export function encodeUtf8(text: string): Bytes {
  if (text.length > shortText) return encodeLong(text);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return encoder.encode(text);
    bytes[index] = code;
  }
  return bytes;
}

/** Into an array of this realm's own, which `releaseBytes` can give back: one that the browser has made is also held by the browser. */
function encodeLong(text: string): Bytes {
  const bytes = new Uint8Array(text.length);
  const { read } = encoder.encodeInto(text, bytes);
  return read === text.length ? bytes : encoder.encode(text);
}

/**
 * Half of a surrogate pair: JSON can escape it, and UTF-8 cannot write it. `encodeUtf8` makes U+FFFD of it, so that a text with one has the
 * bytes of another text, and only that other one can have been signed.
 */
export function hasHalfSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

/** `undefined` where the bytes are not well-formed UTF-8. A byte order mark is kept. */
export function decodeUtf8Strict(bytes: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Ill-formed sequences become U+FFFD. A byte order mark is kept. */
export function decodeUtf8Lossy(bytes: Uint8Array): string {
  return lossyDecoder.decode(bytes);
}

export function concatBytes(parts: readonly Uint8Array[]): Bytes {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/**
 * Gives a buffer's memory back now. A garbage collector counts the few words of an array, not the megabytes behind it, and lets those pile
 * up. Nobody may read the buffer any more: all views of it are empty from here on.
 */
export function releaseBytes(bytes: Bytes): void {
  const buffer: ArrayBuffer & { readonly transfer?: (byteLength: number) => ArrayBuffer } = bytes.buffer;
  if (buffer.transfer !== undefined) buffer.transfer(0);
  // Where nothing can be given back, it is at least as unreadable.
  else structuredClone(buffer, { transfer: [buffer] });
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
