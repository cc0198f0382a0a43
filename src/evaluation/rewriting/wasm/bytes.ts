import type { Bytes } from '../../../base/bytes.ts';
import { EvaluationError } from '../../../base/errors.ts';

/** Reads the pieces that WebAssembly binaries are made of. */
export class WasmReader {
  readonly bytes: Uint8Array;
  offset: number;
  readonly end: number;

  constructor(bytes: Uint8Array, offset = 0, end = bytes.length) {
    this.bytes = bytes;
    this.offset = offset;
    this.end = end;
  }

  get done(): boolean {
    return this.offset >= this.end;
  }

  byte(): number {
    const value = this.bytes[this.offset];
    if (value === undefined || this.done) throw malformed(this.offset);
    this.offset += 1;
    return value;
  }

  /** An unsigned LEB128 of up to 32 bits. */
  unsigned(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw malformed(this.offset);
  }

  /** An unsigned LEB128 of up to 64 bits. */
  unsigned64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw malformed(this.offset);
  }

  /** A signed LEB128 of up to 64 bits. */
  signed64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(Number(shift) + 7, value);
    }
    throw malformed(this.offset);
  }

  /** Skips a LEB128 of any width and sign. */
  skipLeb(): void {
    while (this.byte() >= 0x80);
  }

  skip(count: number): void {
    if (this.offset + count > this.end) throw malformed(this.offset);
    this.offset += count;
  }

  /** A name or another vector of bytes. */
  vector(): Uint8Array {
    const length = this.unsigned();
    const start = this.offset;
    this.skip(length);
    return this.bytes.subarray(start, this.offset);
  }
}

/** A view costs more than copying so few bytes one by one. */
const shortCopyBytes = 48;

/** Writes them, into one buffer that grows. */
export class WasmWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  byte(...values: readonly number[]): void {
    this.#reserve(values.length);
    for (const value of values) this.#bytes[this.#length++] = value;
  }

  /** The bytes `start … end` of `source`. */
  copy(source: Uint8Array, start = 0, end = source.length): void {
    this.#reserve(end - start);
    if (end - start > shortCopyBytes) {
      this.#bytes.set(source.subarray(start, end), this.#length);
      this.#length += end - start;
    } else {
      for (let index = start; index < end; index += 1) this.#bytes[this.#length++] = source[index] as number;
    }
  }

  unsigned(value: number): void {
    this.byte(...encodeUnsigned(value));
  }

  signed(value: number): void {
    this.byte(...encodeSigned(value));
  }

  /** A vector of bytes: its length, then they. */
  vector(bytes: Uint8Array): void {
    this.unsigned(bytes.length);
    this.copy(bytes);
  }

  /** A copy of what has been written. */
  take(): Bytes {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

export function encodeUnsigned(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return bytes;
}

/** Of any safe integer. */
export function encodeSigned(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = ((rest % 128) + 128) % 128;
    rest = Math.floor(rest / 128);
    // The sign is the last byte's bit 6.
    if (rest === ((low & 0x40) === 0 ? 0 : -1)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

function malformed(offset: number): EvaluationError {
  return new EvaluationError('module-invalid', `The module’s bytes end or break at ${offset}.`, {
    details: { offset },
  });
}
