import { decodeCString } from './cString.ts';
import type { WriteMarks } from './writeMarks.ts';

/** Bytes of the pages in which WebAssembly memory grows. */
export const wasmPageBytes = 65_536;

/**
 * Typed access to a module's linear memory, for 32- and 64-bit pointers alike. Addresses are plain numbers: every address of a
 * memory that fits in a browser is a safe integer.
 */
export class ModuleMemory {
  readonly pointerBytes: 4 | 8;
  readonly #memoryOf: () => WebAssembly.Memory;
  readonly #marks: WriteMarks | undefined;
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);

  /** @param memoryOf modules export their memory, so that there is none yet when their imports are made */
  constructor(memoryOf: () => WebAssembly.Memory, pointerBytes: 4 | 8, marks?: WriteMarks) {
    this.#memoryOf = memoryOf;
    this.#marks = marks;
    this.pointerBytes = pointerBytes;
  }

  /** The whole memory. Growing detaches it: never keep it across a call into the module. */
  get bytes(): Uint8Array<ArrayBuffer> {
    this.#refresh();
    return this.#bytes;
  }

  get byteLength(): number {
    return this.bytes.byteLength;
  }

  /** Grows by whole pages; false where the engine or the module's maximum refuses. */
  grow(pages: number): boolean {
    try {
      growMemory(this.#memoryOf(), pages, this.pointerBytes);
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }

  readInt32(address: number): number {
    return this.#fresh().getInt32(address, true);
  }

  readUint32(address: number): number {
    return this.#fresh().getUint32(address, true);
  }

  writeInt16(address: number, value: number): void {
    this.touch(address, 2);
    this.#fresh().setInt16(address, value, true);
  }

  writeInt32(address: number, value: number): void {
    this.touch(address, 4);
    this.#fresh().setInt32(address, value, true);
  }

  writeInt64(address: number, value: number): void {
    this.touch(address, 8);
    this.#fresh().setBigInt64(address, BigInt(value), true);
  }

  readInt64(address: number): number {
    return Number(this.#fresh().getBigInt64(address, true));
  }

  readPointer(address: number): number {
    return this.pointerBytes === 8
      ? Number(this.#fresh().getBigUint64(address, true))
      : this.#fresh().getUint32(address, true);
  }

  /** A C `long`: as wide as a pointer, and signed. */
  readLong(address: number): number {
    return this.pointerBytes === 8
      ? Number(this.#fresh().getBigInt64(address, true))
      : this.#fresh().getInt32(address, true);
  }

  /** Writes a pointer, `size_t` or C `long`. */
  writePointer(address: number, value: number): void {
    if (this.pointerBytes === 8) this.writeInt64(address, value);
    else this.writeInt32(address, value);
  }

  /** The NUL-terminated text at `address`; empty for the null pointer. */
  readText(address: number): string {
    return address === 0 ? '' : decodeCString(this.bytes, address);
  }

  /**
   * Writes what fits: parts beyond either end are dropped without an error, as assignments beyond a typed array are. A module
   * whose stack has run into address zero is called all the same.
   */
  writeBytes(address: number, source: Uint8Array): void {
    const { bytes } = this;
    const start = Math.max(0, -address);
    const end = Math.min(source.length, bytes.length - address);
    if (start >= end) return;
    this.touch(address + start, end - start);
    bytes.set(source.subarray(start, end), address + start);
  }

  /** As `Uint8Array.copyWithin`. */
  copyWithin(target: number, start: number, end: number): void {
    this.touch(target, end - start);
    this.bytes.copyWithin(target, start, end);
  }

  fill(value: number, start: number, end: number): void {
    this.touch(start, end - start);
    this.bytes.fill(value, start, end);
  }

  /** Says that these bytes are about to be written other than by a method of this object. */
  touch(address: number, length: number): void {
    this.#marks?.touch(address, length);
  }

  #fresh(): DataView<ArrayBuffer> {
    this.#refresh();
    return this.#view;
  }

  #refresh(): void {
    const { buffer } = this.#memoryOf();
    if (this.#bytes.buffer === buffer) return;
    this.#bytes = new Uint8Array(buffer);
    this.#view = new DataView(buffer);
  }
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
