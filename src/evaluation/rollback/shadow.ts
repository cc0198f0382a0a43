import { memoryPageBytes } from '../evaluator.ts';
import { wasmPageBytes } from '../instance/moduleMemory.ts';
import type { ByteRange } from '../instance/writeMarks.ts';

/** What memory held after the last message, in chunks of 64 KiB; a chunk that is not there is zero. */
export class Shadow {
  readonly #chunks: (Uint8Array<ArrayBuffer> | undefined)[] = [];

  /** @param usedPages numbers of all 4 KiB pages that are not zero */
  constructor(memory: Uint8Array<ArrayBuffer>, usedPages: readonly number[]) {
    const used = usedPages.map((page) => ({
      start: page * memoryPageBytes,
      end: (page + 1) * memoryPageBytes,
    }));
    this.follow(memory, used);
  }

  /** Bytes held. */
  get heldBytes(): number {
    return this.#chunks.reduce((sum, chunk) => sum + (chunk?.length ?? 0), 0);
  }

  /** Becomes what `memory` holds now. @param written all that may differ */
  follow(memory: Uint8Array<ArrayBuffer>, written: readonly ByteRange[]): void {
    for (const { start, end } of written) {
      for (let at = start; at < end; ) {
        const number = Math.floor(at / wasmPageBytes);
        const first = number * wasmPageBytes;
        const stop = Math.min(end, first + wasmPageBytes);
        let chunk = this.#chunks[number];
        if (chunk === undefined) {
          chunk = new Uint8Array(wasmPageBytes);
          this.#chunks[number] = chunk;
        }
        chunk.set(memory.subarray(at, stop), at - first);
        at = stop;
      }
    }
  }

  /** Makes `memory` what this is. @param written all that may differ */
  restore(memory: Uint8Array<ArrayBuffer>, written: readonly ByteRange[]): void {
    for (const { start, end } of written) {
      for (let at = start; at < end; ) {
        const number = Math.floor(at / wasmPageBytes);
        const first = number * wasmPageBytes;
        const stop = Math.min(end, first + wasmPageBytes);
        const chunk = this.#chunks[number];
        if (chunk === undefined) memory.fill(0, at, stop);
        else memory.set(chunk.subarray(at - first, stop - first), at);
        at = stop;
      }
    }
  }
}
