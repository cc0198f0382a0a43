import type { Bytes } from '../../base/bytes.ts';
import type { CheckpointInput, RestoredCheckpoint } from '../checkpoints/checkpoint.ts';
import { type Pages, pageBytes } from '../pages/pages.ts';

/** The plainest memory there is, to judge the store by: all of it, copied. */
export class MemoryModel {
  #memory: Bytes;
  #captured: Bytes;

  constructor(memory: Bytes = new Uint8Array(0)) {
    this.#memory = memory.slice();
    this.#captured = memory.slice();
  }

  get pageCount(): number {
    return this.#memory.length / pageBytes;
  }

  /** All of it as it is now; valid until it grows. */
  get bytes(): Bytes {
    return this.#memory;
  }

  grow(pageCount: number): void {
    const grown = new Uint8Array(this.#memory.length + pageCount * pageBytes);
    grown.set(this.#memory);
    this.#memory = grown;
  }

  /** Fills page `index` from a small generator: `seed` 0 zeroes it, odd seeds do not compress. */
  write(index: number, seed: number): void {
    const start = (index % this.pageCount) * pageBytes;
    let state = seed;
    for (let offset = 0; offset < pageBytes; offset += 1) {
      if (seed % 2 === 1) state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      this.#memory[start + offset] = seed % 2 === 1 ? state >>> 16 : seed;
    }
  }

  snapshot(): Bytes {
    return this.#memory.slice();
  }

  /** The pages that differ from the last capture, as an evaluator gives them; `whole`: from nothing. */
  capture({ whole = false }: { readonly whole?: boolean } = {}): Pages {
    if (whole) this.#captured = new Uint8Array(0);
    const indices: number[] = [];
    for (let index = 0; index < this.pageCount; index += 1) {
      const from = index * pageBytes;
      for (let offset = from; offset < from + pageBytes; offset += 1) {
        if (this.#memory[offset] === (this.#captured[offset] ?? 0)) continue;
        indices.push(index);
        break;
      }
    }
    const bytes = new Uint8Array(indices.length * pageBytes);
    for (const [slot, index] of indices.entries()) {
      bytes.set(this.#memory.subarray(index * pageBytes, (index + 1) * pageBytes), slot * pageBytes);
    }
    this.#captured = this.snapshot();
    return { indices: Uint32Array.from(indices), bytes };
  }
}

/** All of the memory that a checkpoint stands for. */
export function memoryOf(checkpoint: Pick<RestoredCheckpoint, 'memoryBytes' | 'pages'>): Bytes {
  const memory = new Uint8Array(checkpoint.memoryBytes);
  for (const [slot, index] of checkpoint.pages.indices.entries()) {
    memory.set(checkpoint.pages.bytes.subarray(slot * pageBytes, (slot + 1) * pageBytes), index * pageBytes);
  }
  return memory;
}

/** A checkpoint of `model` at `nonce`; everything beside the pages is made from the nonce, so that a mix-up shows. */
export function checkpointOf(
  model: MemoryModel,
  nonce: number,
  previousNonce: number | null,
  pages = model.capture(),
): CheckpointInput {
  return {
    nonce,
    previousNonce,
    pages,
    memoryBytes: model.pageCount * pageBytes,
    ...sidesOf(nonce),
  };
}

export function sidesOf(nonce: number) {
  return {
    assignmentId: `assignment-${nonce}`,
    hashChain: `chain-${nonce}`,
    timestampMs: 1_700_000_000_000 + nonce,
    blockHeight: 1_500_000 + nonce,
    evaluationMs: 2000 * nonce,
    host: {
      clockTick: 10_000 + nonce,
      files: [
        { path: '/data/log', data: new TextEncoder().encode(`line ${nonce}\n`.repeat(50)) },
        { path: '/data/empty', data: new Uint8Array(0) },
      ],
    },
    ledgerJson: JSON.stringify({ nonce }),
  };
}
