import { memoryPageBytes } from './evaluator.ts';
import { equalWords, isZeroPage, wordsPerPage } from './pageCompare.ts';

/** Pages beside a run that must be zero; runs that are nearer to one another are one. */
const guardPages = 2;
const mergedGapPages = 32;

/** By number, the content of pages now. */
export type ChangedPages = ReadonlyMap<number, Uint8Array>;

interface Run {
  readonly firstPage: number;
  /** Exclusive. */
  readonly endPage: number;
  readonly copy: Uint8Array<ArrayBuffer>;
}

/**
 * A copy of the parts of memory that are in use, taken before each message, so that one that fails is undone in place: 2 MB of an aos
 * process's 105 MB. All else is known to be zero since a look at all of memory. A page beside a run that is written moves the run's
 * border; a write farther away is missed here, and found by the next look at all of memory (`covers`).
 */
export class Shadow {
  #runs: readonly Run[];
  #memoryBytes = 0;

  /** @param usedPages rising numbers of all pages that are not zero, and any others */
  constructor(usedPages: readonly number[]) {
    this.#runs = runsOf(usedPages);
  }

  /** Length of the memory that was copied last. */
  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  /** Bytes held. */
  get heldBytes(): number {
    return this.#runs.reduce((sum, { copy }) => sum + copy.length, 0);
  }

  /** Whether a change of this page is kept and undone. */
  covers(page: number): boolean {
    return this.#runs.some(({ firstPage, endPage }) => page >= firstPage && page < endPage);
  }

  /** Becomes what `memory` holds now. */
  take(memory: Uint8Array<ArrayBuffer>): void {
    const strays = this.#strays(memory);
    if (strays.length > 0) this.#runs = widened(this.#runs, strays);
    for (const { firstPage, endPage, copy } of this.#runs) {
      copy.set(memory.subarray(firstPage * memoryPageBytes, endPage * memoryPageBytes));
    }
    this.#memoryBytes = memory.length;
  }

  /** Makes `memory` what it was when it was taken. It must not have grown. */
  restore(memory: Uint8Array<ArrayBuffer>): void {
    for (const page of this.#strays(memory)) {
      memory.fill(0, page * memoryPageBytes, (page + 1) * memoryPageBytes);
    }
    for (const { firstPage, copy } of this.#runs) memory.set(copy, firstPage * memoryPageBytes);
  }

  /** The pages in which `memory` differs, as they are there. */
  changes(memory: Uint8Array<ArrayBuffer>): ChangedPages {
    const words = new Int32Array(memory.buffer);
    const changed = new Map<number, Uint8Array>();
    const keep = (page: number) => {
      changed.set(page, memory.slice(page * memoryPageBytes, (page + 1) * memoryPageBytes));
    };
    for (const { firstPage, endPage, copy } of this.#runs) {
      for (let page = firstPage; page < endPage; page += 1) {
        const old = new Int32Array(copy.buffer, (page - firstPage) * memoryPageBytes, wordsPerPage);
        if (!equalWords(words, page * wordsPerPage, old)) keep(page);
      }
    }
    for (const page of this.#strays(memory)) keep(page);
    return changed;
  }

  /** Pages that have been written beside the runs. */
  #strays(memory: Uint8Array<ArrayBuffer>): readonly number[] {
    const words = new Int32Array(memory.buffer);
    const pageCount = memory.length / memoryPageBytes;
    const strays: number[] = [];
    const look = (from: number, step: 1 | -1) => {
      let quiet = 0;
      for (let page = from; page >= 0 && page < pageCount && quiet < guardPages; page += step) {
        if (isZeroPage(words, page * wordsPerPage)) quiet += 1;
        else {
          strays.push(page);
          quiet = 0;
        }
      }
    };
    for (const { firstPage, endPage } of this.#runs) {
      look(endPage, 1);
      look(firstPage - 1, -1);
    }
    return strays;
  }
}

function runsOf(pages: readonly number[]): readonly Run[] {
  const bounds: { first: number; end: number }[] = [];
  for (const page of pages) {
    const last = bounds.at(-1);
    if (last !== undefined && page - last.end <= mergedGapPages) last.end = page + 1;
    else bounds.push({ first: page, end: page + 1 });
  }
  return bounds.map(({ first, end }) => ({
    firstPage: first,
    endPage: end,
    copy: new Uint8Array((end - first) * memoryPageBytes),
  }));
}

function widened(runs: readonly Run[], strays: readonly number[]): readonly Run[] {
  const pages = new Set(strays);
  for (const { firstPage, endPage } of runs) {
    for (let page = firstPage; page < endPage; page += 1) pages.add(page);
  }
  return runsOf([...pages].sort((a, b) => a - b));
}
