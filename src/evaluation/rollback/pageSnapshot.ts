import { EvaluationError } from '../../base/errors.ts';
import { type MemoryPages, memoryPageBytes } from '../evaluator.ts';
import type { NextUsedPage } from '../instance/usedPages.ts';
import { equalWords, isZeroPage, wordsPerPage } from './pageCompare.ts';

type Page = Int32Array<ArrayBuffer>;

/**
 * What memory held at some moment, page by page; a page that is not there was zero. Two moments are kept at once: the base
 * that rollbacks return to, and, as the old content of the pages that changed since, the last capture.
 */
export class PageSnapshot {
  /** As long as memory has pages: a sparse array would be slow to walk. */
  readonly #pages: (Page | undefined)[] = [];
  /** Content at the last capture of each page that has changed since. */
  readonly #captured = new Map<number, Page | undefined>();

  /** @throws EvaluationError `state-invalid` */
  static from(pages: MemoryPages, memoryBytes: number): PageSnapshot {
    const snapshot = new PageSnapshot();
    const { indices, bytes } = pages;
    const pageCount = memoryBytes / memoryPageBytes;
    if (bytes.length !== indices.length * memoryPageBytes)
      throw invalid('its page list and page bytes differ in length');
    snapshot.#lengthen(pageCount);
    for (const [position, index] of indices.entries()) {
      if (index >= pageCount) throw invalid(`page ${index} lies beyond its memory of ${memoryBytes} bytes`);
      const page = bytes.slice(position * memoryPageBytes, (position + 1) * memoryPageBytes);
      const words = new Int32Array(page.buffer);
      snapshot.#pages[index] = isZeroPage(words, 0) ? undefined : words;
    }
    return snapshot;
  }

  /** True where the page is not all zero. */
  has(index: number): boolean {
    return this.#pages[index] !== undefined;
  }

  /** Rising numbers of the pages that are not all zero. */
  get usedPages(): readonly number[] {
    const used: number[] = [];
    for (let index = 0; index < this.#pages.length; index += 1) if (this.has(index)) used.push(index);
    return used;
  }

  /**
   * Rising numbers of the pages in which `memory` differs. Looks at every page, so that no write is ever missed.
   * @param nextUsed of that memory
   */
  differences(memory: Uint8Array<ArrayBuffer>, nextUsed: NextUsedPage): readonly number[] {
    const words = new Int32Array(memory.buffer);
    const pageCount = memory.length / memoryPageBytes;
    const different: number[] = [];
    let used = nextUsed(0, pageCount);
    for (let index = 0; index < pageCount; index += 1) {
      const page = this.#pages[index];
      const isUsed = index === used;
      const same = page === undefined ? !isUsed : isUsed && equalWords(words, index * wordsPerPage, page);
      if (!same) different.push(index);
      if (isUsed) used = nextUsed(index + 1, pageCount);
    }
    return different;
  }

  /** Becomes what `memory` holds now. @param different what `differences` said of it */
  advance(memory: Uint8Array<ArrayBuffer>, different: readonly number[]): void {
    const words = new Int32Array(memory.buffer);
    this.#lengthen(memory.length / memoryPageBytes);
    for (const index of different) {
      const old = this.#pages[index];
      if (!this.#captured.has(index)) this.#captured.set(index, old);
      const start = index * wordsPerPage;
      const now = words.slice(start, start + wordsPerPage);
      this.#pages[index] = isZeroPage(now, 0) ? undefined : now;
    }
  }

  #lengthen(pageCount: number): void {
    while (this.#pages.length < pageCount) this.#pages.push(undefined);
  }

  /** Makes `memory` what this is. @param different what `differences` said of it */
  restore(memory: Uint8Array<ArrayBuffer>, different: readonly number[]): void {
    const words = new Int32Array(memory.buffer);
    for (const index of different) {
      const page = this.#pages[index];
      if (page === undefined) memory.fill(0, index * memoryPageBytes, (index + 1) * memoryPageBytes);
      else words.set(page, index * wordsPerPage);
    }
  }

  /** Writes the pages over `memory`, which is zero but for `otherPages`. */
  writeTo(memory: Uint8Array<ArrayBuffer>, otherPages: readonly number[]): void {
    for (const index of otherPages) {
      if (!this.has(index)) memory.fill(0, index * memoryPageBytes, (index + 1) * memoryPageBytes);
    }
    const words = new Int32Array(memory.buffer);
    for (let index = 0; index < this.#pages.length; index += 1) {
      const page = this.#pages[index];
      if (page !== undefined) words.set(page, index * wordsPerPage);
    }
  }

  /** The pages that differ from the last capture, and starts a new interval. */
  takeChanges(): MemoryPages {
    const indices: number[] = [];
    for (const [index, old] of this.#captured) {
      if (!samePage(old, this.#pages[index])) indices.push(index);
    }
    return this.#take(indices.sort((a, b) => a - b));
  }

  /** Every page that is not all zero, and starts a new interval. */
  takeAll(): MemoryPages {
    return this.#take(this.usedPages);
  }

  #take(indices: readonly number[]): MemoryPages {
    const words = new Int32Array(indices.length * wordsPerPage);
    for (const [position, index] of indices.entries()) {
      const page = this.#pages[index];
      if (page !== undefined) words.set(page, position * wordsPerPage);
    }
    this.#captured.clear();
    return { indices: Uint32Array.from(indices), bytes: new Uint8Array(words.buffer) };
  }
}

/** Indices of the pages that are not all zero. @param nextUsed of that memory */
export function usedPagesOf(memory: Uint8Array<ArrayBuffer>, nextUsed: NextUsedPage): readonly number[] {
  const pageCount = memory.length / memoryPageBytes;
  const indices: number[] = [];
  for (let index = nextUsed(0, pageCount); index < pageCount; index = nextUsed(index + 1, pageCount)) {
    indices.push(index);
  }
  return indices;
}

function samePage(a: Page | undefined, b: Page | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && equalWords(a, 0, b));
}

function invalid(reason: string): EvaluationError {
  return new EvaluationError('state-invalid', `The saved state cannot be restored: ${reason}.`);
}
