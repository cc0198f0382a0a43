import { WasmReader } from '../wasm/bytes.ts';
import { skipLocals } from '../wasm/sections.ts';
import { op, skipImmediates } from '../wasm/skipImmediates.ts';

/** Goes through the code of a function's body, instruction by instruction, and notices where it sets one global. */
export class BodyCursor {
  readonly #body: Uint8Array;
  readonly #global: number;
  readonly #reader: WasmReader;
  #sets = false;

  /**
   * Stands before the body's first instruction, behind its locals.
   * @throws EvaluationError `module-invalid`, as all that moves it does where the bytes end too early
   */
  constructor(body: Uint8Array, global: number) {
    this.#body = body;
    this.#global = global;
    this.#reader = new WasmReader(body);
    skipLocals(this.#reader);
  }

  /** Where the next instruction begins in the body. */
  get offset(): number {
    return this.#reader.offset;
  }

  /** Whether any of the instructions so far sets the global. */
  get sets(): boolean {
    return this.#sets;
  }

  /**
   * Moves behind the next instruction, and returns its opcode.
   * @throws EvaluationError `unsupported-module` for an instruction that is not known
   */
  next(): number {
    const opcode = this.#reader.byte();
    if (opcode !== op.globalSet) skipImmediates(this.#reader, opcode);
    else if (this.#reader.unsigned() === this.#global) this.#sets = true;
    return opcode;
  }

  /** Moves behind the `else` or `end` of the block that it stands in, and says which it was. */
  skipToEdge(): typeof op.else | typeof op.end {
    for (let depth = 0; ; ) {
      const opcode = this.next();
      if (opcode === op.block || opcode === op.loop || opcode === op.if) depth += 1;
      else if (opcode === op.else && depth === 0) return opcode;
      else if (opcode === op.end && depth-- === 0) return opcode;
    }
  }

  /** The opcode, or another byte, at a place of the body; undefined behind its end. */
  byteAt(offset: number): number | undefined {
    return this.#body[offset];
  }

  /** The first immediate of the instruction at `start`: an index or a label. */
  indexAt(start: number): number {
    const byte = this.#body[start + 1] ?? 0x80;
    return byte < 0x80 ? byte : new WasmReader(this.#body, start + 1).unsigned();
  }

  /** The value of the `i32.const` at `start` if it has one byte; larger ones decide nothing. */
  smallConstantAt(start: number): number | undefined {
    const byte = this.#body[start + 1] ?? 0x80;
    if (byte >= 0x80) return undefined;
    return byte < 0x40 ? byte : byte - 0x80;
  }

  /** The labels of the `br_table` between `start` and `end`, the one for all other indexes last. */
  labelsAt(start: number, end: number): readonly number[] {
    const reader = new WasmReader(this.#body, start + 1, end);
    return Array.from({ length: reader.unsigned() + 1 }, () => reader.unsigned());
  }
}
