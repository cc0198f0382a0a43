import type { Bytes } from '../../../base/bytes.ts';
import { encodeUnsigned, WasmReader, WasmWriter } from '../wasm/bytes.ts';

/** Locals that a rewritten body needs beside its own: they are numbered behind them, in the order in which they are first used. */
export class ScratchLocals {
  readonly #first: number;
  /** Value types, in order of number. */
  readonly #types: number[] = [];
  readonly #byUse = new Map<number, readonly number[]>();

  /** @param first parameters and locals that the function has */
  constructor(first: number) {
    this.#first = first;
  }

  /** The number of a local of this type, as LEB128. Another `turn` is another local. */
  use(type: number, turn = 0): readonly number[] {
    const key = turn * 256 + type;
    const known = this.#byUse.get(key);
    if (known !== undefined) return known;
    const encoded = encodeUnsigned(this.#first + this.#types.length);
    this.#types.push(type);
    this.#byUse.set(key, encoded);
    return encoded;
  }

  /** The declarations at the start of `body`, with these locals added. */
  declare(body: Uint8Array): Bytes {
    const reader = new WasmReader(body);
    const writer = new WasmWriter();
    const groups = reader.unsigned();
    writer.unsigned(groups + this.#types.length);
    const start = reader.offset;
    for (let left = groups; left > 0; left -= 1) {
      reader.skipLeb();
      reader.skip(1);
    }
    writer.copy(body, start, reader.offset);
    for (const type of this.#types) writer.byte(1, type);
    return writer.take();
  }
}
