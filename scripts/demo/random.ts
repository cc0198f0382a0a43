import { createHash } from 'node:crypto';
import type { Bytes } from '../../src/base/bytes.ts';

/** Reproducible randomness: SHA-256 of a seed and a counter. Two builds of the demo network draw the same numbers. */
export interface Random {
  bytes(length: number): Bytes;
  /** 0 ≤ n < `bound`. */
  below(bound: number): number;
  /** True in `chance` of all cases. */
  chance(chance: number): boolean;
  pick<Value>(values: readonly Value[]): Value;
}

export function createRandom(seed: string): Random {
  let counter = 0;
  const block = (): Uint8Array => {
    counter += 1;
    return createHash('sha256').update(`${seed}\n${counter}`).digest();
  };
  const below = (bound: number): number => Math.floor((readUint32(block()) / 2 ** 32) * bound);
  return {
    below,
    bytes(length) {
      const bytes = new Uint8Array(length);
      for (let offset = 0; offset < length; offset += 32) {
        bytes.set(block().subarray(0, Math.min(32, length - offset)), offset);
      }
      return bytes;
    },
    chance: (chance) => below(1_000_000) < chance * 1_000_000,
    pick(values) {
      const value = values[below(values.length)];
      if (value === undefined) throw new Error('Nothing to pick from.');
      return value;
    },
  };
}

function readUint32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
}
