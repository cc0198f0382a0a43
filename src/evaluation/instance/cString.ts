// Replicated quirk: the reference decodes strings of up to 16 bytes by a loop of its own that accepts malformed
// UTF-8, and longer ones with TextDecoder, which replaces it and drops a leading byte order mark.
const longestLoopDecoded = 16;
const decoder = new TextDecoder('utf-8');

/** The text from `address` to the next NUL byte, or to the end of `bytes`. */
export function decodeCString(bytes: Uint8Array, address: number): string {
  const found = bytes.indexOf(0, address);
  const end = found < 0 ? bytes.length : found;
  if (end - address > longestLoopDecoded) return decoder.decode(bytes.subarray(address, end));
  return decodeLeniently(bytes, address, end);
}

/**
 * A text as the reference writes it into memory, without the NUL. Replicated quirk: half of a surrogate pair takes the next unit, whatever that is, for
 * its other half; texts that were decoded here may have such.
 */
export function encodeCText(text: string): Uint8Array {
  const bytes: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    let point = text.charCodeAt(index);
    if (point >= 0xd800 && point <= 0xdfff) {
      index += 1;
      point = (0x1_0000 + ((point & 0x3ff) << 10)) | (text.charCodeAt(index) & 0x3ff);
    }
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), continuationOf(point));
    else if (point < 0x1_0000) {
      bytes.push(0xe0 | (point >> 12), continuationOf(point >> 6), continuationOf(point));
    } else {
      const [third, fourth] = [continuationOf(point >> 6), continuationOf(point)];
      bytes.push(0xf0 | (point >> 18), continuationOf(point >> 12), third, fourth);
    }
  }
  return Uint8Array.from(bytes);
}

/** As many bytes of a text in UTF-8 as make whole characters. */
export function wholeCharacters(utf8: Uint8Array, mostBytes: number): Uint8Array {
  let end = Math.min(mostBytes, utf8.length);
  while (end < utf8.length && ((utf8[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return utf8.subarray(0, end);
}

export function zeroTerminated(bytes: Uint8Array): Uint8Array {
  const terminated = new Uint8Array(bytes.length + 1);
  terminated.set(bytes);
  return terminated;
}

function continuationOf(point: number): number {
  return 0x80 | (point & 0x3f);
}

/** How many UTF-16 units a well-formed text in UTF-8 has: what JavaScript calls its length. */
export function textUnits(utf8: Uint8Array): number {
  let count = 0;
  // Thrice as fast as the array's own iterator, and every message passes here.
  for (let index = 0; index < utf8.length; index += 1) {
    const byte = utf8[index] ?? 0;
    if (byte >= 0xf0) count += 2;
    else if ((byte & 0xc0) !== 0x80) count += 1;
  }
  return count;
}

function decodeLeniently(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let index = start;
  // A truncated sequence at the end takes its missing bytes from behind the terminator, as the reference does.
  const continuation = () => (bytes[index++] ?? 0) & 0x3f;
  while (index < end) {
    const lead = bytes[index++] ?? 0;
    if (lead < 0x80) {
      text += String.fromCharCode(lead);
      continue;
    }
    const second = continuation();
    if ((lead & 0xe0) === 0xc0) {
      text += String.fromCharCode(((lead & 0x1f) << 6) | second);
      continue;
    }
    const third = continuation();
    const point =
      (lead & 0xf0) === 0xe0
        ? ((lead & 0x0f) << 12) | (second << 6) | third
        : ((lead & 0x07) << 18) | (second << 12) | (third << 6) | continuation();
    text += fromCodeUnits(point);
  }
  return text;
}

function fromCodeUnits(point: number): string {
  if (point < 0x1_0000) return String.fromCharCode(point);
  const offset = point - 0x1_0000;
  return String.fromCharCode(0xd800 | (offset >> 10), 0xdc00 | (offset & 0x3ff));
}
