import type { ModuleMemory } from './moduleMemory.ts';

/** The reference copies shorter reads byte by byte. */
const longestByBytes = 8;

/** A part of memory that a module names to a system call. It may lie beyond memory, in part or whole; NaN: the module did not say so much. */
export class MemoryPart {
  readonly start: number;
  readonly length: number;
  readonly #memory: ModuleMemory;

  constructor(memory: ModuleMemory, start: number, length: number) {
    this.#memory = memory;
    this.start = start;
    this.length = length;
  }

  /** What there is of it. Valid until the module runs. */
  get bytes(): Uint8Array {
    return this.#memory.seen.subarray(this.start, this.start + this.length);
  }

  /**
   * Puts `count` bytes at its beginning, as the reference's file system does: where `source` has fewer, the rest stays as it is, or is zero in a short read.
   * @throws AbortedError where more than a few do not fit into memory
   */
  put(source: Uint8Array, count: number): void {
    if (count > longestByBytes) {
      this.#memory.copyIn(this.start, source);
      return;
    }
    const padded = new Uint8Array(count);
    padded.set(source);
    this.putAt(0, padded);
  }

  /** Puts what lies in memory of these bytes. */
  putAt(offset: number, source: Uint8Array): void {
    const at = this.start + offset;
    const room = this.#memory.seen.length - at;
    if (room > 0) this.#memory.writeBytes(at, source.subarray(0, room));
  }
}
