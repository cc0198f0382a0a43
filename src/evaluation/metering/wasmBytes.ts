import { EvaluationError } from '../../base/errors.ts';

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

  /** Skips a LEB128 of any width and sign. */
  skipLeb(): void {
    while (this.byte() >= 0x80);
  }

  skip(count: number): void {
    if (this.offset + count > this.end) throw malformed(this.offset);
    this.offset += count;
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

/** Of a number that is not negative. */
export function encodeSigned(value: number): readonly number[] {
  const bytes = [...encodeUnsigned(value)];
  const last = bytes.at(-1) ?? 0;
  // The sign is the last byte's bit 6: one more byte keeps the number positive.
  if ((last & 0x40) !== 0) bytes.splice(-1, 1, last | 0x80, 0);
  return bytes;
}

function malformed(offset: number): EvaluationError {
  return new EvaluationError('module-invalid', `The module's bytes end or break at ${offset}.`, {
    details: { offset },
  });
}
