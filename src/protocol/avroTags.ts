import { type Bytes, decodeUtf8Strict, encodeUtf8 } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';
import type { Tag, Tags } from './tags.ts';

/** Bytes of a length, and of one UTF-16 unit in UTF-8, at most. */
const longestLong = 5;
const longestUtf8 = 3;
/** Where tags are written before they are copied out; grows with the longest. */
let scratch = new Uint8Array(4096);

/**
 * ANS-104 tags: an Avro array of {name, value} records in one block. No tags are no bytes at all.
 * These bytes are signed as they stand.
 */
export function encodeTags(tags: Tags): Bytes {
  if (tags.length === 0) return new Uint8Array(0);
  const writer = new TagWriter(tags);
  writer.long(tags.length);
  for (const { name, value } of tags) {
    writer.text(name);
    writer.text(value);
  }
  writer.long(0);
  return writer.take();
}

/**
 * Accepts every encoding that Avro allows (several blocks, blocks with a byte size), because signers differ.
 * @throws ProtocolError `invalid-tags`
 */
export function decodeTags(bytes: Uint8Array): Tags {
  if (bytes.length === 0) return [];
  const reader = { bytes, offset: 0 };
  const tags: Tag[] = [];
  for (;;) {
    const count = readLong(reader);
    if (count === 0) break;
    if (count < 0) readLong(reader);
    for (let index = Math.abs(count); index > 0; index -= 1) {
      tags.push({ name: readText(reader), value: readText(reader) });
    }
  }
  if (reader.offset !== bytes.length) throw invalid('bytes follow the last block', reader);
  return tags;
}

interface Reader {
  readonly bytes: Uint8Array;
  offset: number;
}

function readText(reader: Reader): string {
  const length = readLong(reader);
  const end = reader.offset + length;
  if (length < 0 || end > reader.bytes.length)
    throw invalid(`a text of ${length} bytes does not fit`, reader);
  const text = decodeUtf8Strict(reader.bytes.subarray(reader.offset, end));
  if (text === undefined) throw invalid('a name or value is not UTF-8', reader);
  reader.offset = end;
  return text;
}

/** Zigzag varint. Seven groups hold 49 bits, beyond any length that fits in memory and within exact numbers. */
function readLong(reader: Reader): number {
  let zigzag = 0;
  for (let group = 0; group < 7; group += 1) {
    const byte = reader.bytes[reader.offset];
    if (byte === undefined) throw invalid('the bytes end early', reader);
    reader.offset += 1;
    zigzag += (byte & 0x7f) * 2 ** (7 * group);
    if (byte < 0x80) return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  }
  throw invalid('a number is longer than seven bytes', reader);
}

/** Into one array: a message has dozens of short texts, and an array for each would be most of what its verification allocates. */
class TagWriter {
  #offset = 0;

  constructor(tags: Tags) {
    let length = 2 * longestLong;
    for (const { name, value } of tags) {
      length += 2 * longestLong + longestUtf8 * (name.length + value.length);
    }
    if (length > scratch.length) scratch = new Uint8Array(2 * length);
  }

  /** Only lengths and counts are written: never negative. */
  long(value: number): void {
    let rest = value * 2;
    while (rest >= 0x80) {
      this.#byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#byte(rest);
  }

  text(text: string): void {
    const start = this.#offset;
    this.long(text.length);
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) {
        this.#offset = start;
        this.#anyText(encodeUtf8(text));
        return;
      }
      this.#byte(code);
    }
  }

  take(): Bytes {
    return scratch.slice(0, this.#offset);
  }

  #anyText(bytes: Uint8Array): void {
    this.long(bytes.length);
    scratch.set(bytes, this.#offset);
    this.#offset += bytes.length;
  }

  #byte(value: number): void {
    scratch[this.#offset] = value;
    this.#offset += 1;
  }
}

function invalid(why: string, reader: Reader): ProtocolError {
  return new ProtocolError('invalid-tags', `Tag bytes are not an Avro array of names and values: ${why}.`, {
    details: { offset: reader.offset, length: reader.bytes.length },
  });
}
