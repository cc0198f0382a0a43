import { memoryPageBytes } from '../evaluator.ts';
import { bytesBehindMark, marksPages } from '../rewriting/watching/watchStores.ts';

/** Bytes of memory, `end` exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Which pages of a memory have been written: by watched instructions, and by the host. */
export class WriteMarks {
  readonly memory = new WebAssembly.Memory({ initial: marksPages, maximum: marksPages });
  readonly #bytes = new Uint8Array(this.memory.buffer);
  readonly #words = new Int32Array(this.memory.buffer);

  /** The host writes. */
  touch(address: number, length: number): void {
    if (length <= 0) return;
    const first = Math.max(0, Math.floor(address / memoryPageBytes));
    const last = Math.floor((address + length - 1) / memoryPageBytes);
    this.#bytes.fill(1, first, last + 1);
  }

  /** What may have been written of a memory of this length since the marks were cleared; and clears them. */
  drain(memoryBytes: number): readonly ByteRange[] {
    const pageCount = memoryBytes / memoryPageBytes;
    const ranges: ByteRange[] = [];
    let start = -1;
    const close = (page: number) => {
      if (start < 0) return;
      const end = Math.min(memoryBytes, page * memoryPageBytes + bytesBehindMark);
      ranges.push({ start: start * memoryPageBytes, end });
      start = -1;
    };
    for (let word = 0; word * 4 < pageCount; word += 1) {
      if (this.#words[word] === 0) {
        close(word * 4);
        continue;
      }
      for (let page = word * 4; page < word * 4 + 4; page += 1) {
        if (this.#bytes[page] === 0) close(page);
        else if (start < 0) start = page;
      }
      this.#words[word] = 0;
    }
    close(pageCount);
    return ranges;
  }
}
