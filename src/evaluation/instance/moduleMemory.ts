import { decodeCString } from './cString.ts';
import { AbortedError } from './moduleErrors.ts';
import type { WriteMarks } from './writeMarks.ts';

/** Bytes of the pages in which WebAssembly memory grows. */
export const wasmPageBytes = 65_536;

/**
 * Typed access to a module's linear memory, for 32- and 64-bit pointers alike. Addresses are plain numbers: every address of a
 * memory that fits in a browser is a safe integer.
 *
 * A module may hand over any pointer. What the reference's typed arrays do with it is done here: with 32-bit pointers an address wraps at
 * 2^32 and is aligned down to its element; with 64-bit ones an unaligned address is nowhere. What is read beyond memory, or
 * nowhere, is NaN, and what is written there is dropped. Where the reference copies ranges, one that does not fit is a failure.
 */
export class ModuleMemory {
  readonly pointerBytes: 4 | 8;
  readonly #memoryOf: () => WebAssembly.Memory;
  readonly #marks: WriteMarks | undefined;
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);
  #seen: Uint8Array<ArrayBuffer> | undefined;

  /** @param memoryOf modules export their memory, so that there is none yet when their imports are made */
  constructor(memoryOf: () => WebAssembly.Memory, pointerBytes: 4 | 8, marks?: WriteMarks) {
    this.#memoryOf = memoryOf;
    this.#marks = marks;
    this.pointerBytes = pointerBytes;
  }

  /** The whole memory. Growing detaches it: never keep it across a call into the module. */
  get bytes(): Uint8Array<ArrayBuffer> {
    const { buffer } = this.#memoryOf();
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    return this.#bytes;
  }

  get byteLength(): number {
    return this.bytes.byteLength;
  }

  /**
   * What the module's imports see. Replicated quirk: the reference looks at memory anew when a message begins and when the host has grown it.
   * Where the module grows it by an instruction of its own, its host sees nothing of it until then.
   */
  get seen(): Uint8Array<ArrayBuffer> {
    this.#seen ??= this.bytes;
    return this.#seen;
  }

  /** Lets imports see all of memory, as it is now. */
  lookAnew(): void {
    this.#seen = this.bytes;
  }

  /** Grows by whole pages; false where the engine or the module's maximum refuses. */
  grow(pages: number): boolean {
    try {
      growMemory(this.#memoryOf(), pages, this.pointerBytes);
      this.lookAnew();
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }

  readInt32(address: number): number {
    const at = this.#place(address, 4);
    return at === undefined ? Number.NaN : this.#fresh().getInt32(at, true);
  }

  readUint32(address: number): number {
    const at = this.#place(address, 4);
    return at === undefined ? Number.NaN : this.#fresh().getUint32(at, true);
  }

  writeInt16(address: number, value: number): void {
    const at = this.#place(address, 2);
    if (at === undefined) return;
    this.touch(at, 2);
    this.#fresh().setInt16(at, value, true);
  }

  writeInt32(address: number, value: number): void {
    const at = this.#place(address, 4);
    if (at === undefined) return;
    this.touch(at, 4);
    this.#fresh().setInt32(at, value, true);
  }

  /** In two words where pointers have 32 bits. @throws AbortedError for NaN where they have 64, as a BigInt cannot be one */
  writeInt64(address: number, value: number): void {
    if (this.pointerBytes === 4) {
      this.writeInt32(address, value);
      this.writeInt32(address + 4, Math.floor(value / 2 ** 32));
      return;
    }
    if (!Number.isInteger(value)) throw new AbortedError(`${value} is no integer`);
    const at = this.#place(address, 8);
    if (at === undefined) return;
    this.touch(at, 8);
    this.#fresh().setBigInt64(at, BigInt(value), true);
  }

  /** Two words, whatever the width of pointers. */
  readInt64(address: number): number {
    return this.readUint32(address) + this.readInt32(address + 4) * 2 ** 32;
  }

  readPointer(address: number): number {
    if (this.pointerBytes === 4) return this.readUint32(address);
    const at = this.#place(address, 8);
    return at === undefined ? Number.NaN : Number(this.#fresh().getBigUint64(at, true));
  }

  /** A C `long`: as wide as a pointer, and signed. */
  readLong(address: number): number {
    if (this.pointerBytes === 4) return this.readInt32(address);
    const at = this.#place(address, 8);
    return at === undefined ? Number.NaN : Number(this.#fresh().getBigInt64(at, true));
  }

  /** Writes a pointer, `size_t` or C `long`. */
  writePointer(address: number, value: number): void {
    if (this.pointerBytes === 8) this.writeInt64(address, value);
    else this.writeInt32(address, value);
  }

  /** The NUL-terminated text at `address`; empty for the null pointer, and where there is no memory. */
  readText(address: number): string {
    return address > 0 && this.seen.length > 0 ? decodeCString(this.seen, address) : '';
  }

  /** A byte as the reference's signed ones; undefined where there is none. */
  readByte(address: number): number | undefined {
    return this.seen[this.pointerBytes === 4 ? address >>> 0 : address];
  }

  /** Byte by byte: those beyond memory are dropped. A module whose stack has run into address zero is called all the same. */
  writeBytes(address: number, source: Uint8Array): void {
    const { seen } = this;
    if (address >= 0 && address + source.length <= seen.length) {
      this.touch(address, source.length);
      seen.set(source, address);
      return;
    }
    const wraps = this.pointerBytes === 4;
    for (const [index, byte] of source.entries()) {
      const at = wraps ? (address + index) >>> 0 : address + index;
      if (!(at < seen.length && at >= 0)) continue;
      this.touch(at, 1);
      seen[at] = byte;
    }
  }

  /** All of it or nothing. @throws AbortedError where it does not fit */
  copyIn(address: number, source: Uint8Array): void {
    const { seen } = this;
    const at = Number.isNaN(address) ? 0 : address;
    if (seen.length === 0 || at < 0 || at + source.length > seen.length) {
      throw new AbortedError('a copy does not fit into memory');
    }
    this.touch(at, source.length);
    seen.set(source, at);
  }

  /** As `Uint8Array.copyWithin`, which counts negative positions from the end. */
  copyWithin(target: number, start: number, end: number): void {
    const seen = this.#range();
    const length = seen.length;
    const from = positionOf(start, length);
    const to = positionOf(target, length);
    const count = Math.min(positionOf(end, length) - from, length - to);
    this.touch(to, count);
    seen.copyWithin(target, start, end);
  }

  /** As `Uint8Array.fill`. */
  fill(value: number, start: number, end: number): void {
    const seen = this.#range();
    const from = positionOf(start, seen.length);
    this.touch(from, positionOf(end, seen.length) - from);
    seen.fill(value, start, end);
  }

  /** As `Uint8Array.slice`. */
  slice(start: number, end: number): Uint8Array<ArrayBuffer> {
    return this.#range().slice(start, end);
  }

  /** Says that these bytes are about to be written other than by a method of this object. */
  touch(address: number, length: number): void {
    this.#marks?.touch(address, length);
  }

  /** Where an element of this many bytes is that an address stands for; undefined: nowhere. */
  #place(address: number, bytes: 2 | 4 | 8): number | undefined {
    let at = address;
    if (this.pointerBytes === 4) at = (address >>> 0) - ((address >>> 0) % bytes);
    else if (!Number.isInteger(address / bytes)) return undefined;
    return at >= 0 && at + bytes <= this.seen.length ? at : undefined;
  }

  /** What of memory is seen, for what does ranges of it. @throws AbortedError where that is nothing, as for a detached array */
  #range(): Uint8Array<ArrayBuffer> {
    if (this.seen.length === 0) throw new AbortedError('memory was grown without its host');
    return this.seen;
  }

  #fresh(): DataView<ArrayBuffer> {
    const { buffer } = this.seen;
    if (this.#view.buffer !== buffer) this.#view = new DataView(buffer);
    return this.#view;
  }
}

/** ECMA-262's relative position, in 0 … length; NaN is 0. */
function positionOf(value: number, length: number): number {
  const whole = Math.trunc(value) || 0;
  return whole < 0 ? Math.max(0, length + whole) : Math.min(whole, length);
}

/**
 * Engines with the final memory64 API take a BigInt where the address type is 64-bit, older ones (Node 20) a Number
 * (legacynet.md §5.6). The wrong kind is a TypeError and changes nothing.
 */
function growMemory(memory: WebAssembly.Memory, pages: number, pointerBytes: 4 | 8): void {
  if (pointerBytes === 4) {
    memory.grow(pages);
    return;
  }
  try {
    memory.grow(BigInt(pages) as unknown as number);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    memory.grow(pages);
  }
}
