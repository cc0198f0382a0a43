import { type Bytes, concatBytes } from '../../../base/bytes.ts';
import { WasmReader, WasmWriter } from '../wasm/bytes.ts';
import { valueType } from '../wasm/functionTypes.ts';
import { storedTypes } from '../wasm/memoryAccess.ts';
import { skipLocals, unsupported } from '../wasm/sections.ts';
import {
  isLaneAccess,
  isLoad,
  isStore,
  op,
  prefixed,
  skipImmediates,
  vectorMemoryUse,
} from '../wasm/skipImmediates.ts';
import { ScratchLocals } from './scratchLocals.ts';

const wrap = 0xa7;
const extendSigned = 0xac;
const extendUnsigned = 0xad;
const i64GreaterUnsigned = 0x56;
const i64ShiftRightUnsigned = 0x88;
const emptyBlock = 0x40;

/** Apart from the locals that keep operands. */
const turnOfAddress = 3;

/**
 * One function's body for 32-bit addresses: instructions that touch memory are replaced where they stand, all others are copied.
 * @param parameters how many the function has
 */
export function lowerBody(body: Uint8Array, parameters: number): Bytes {
  const reader = new WasmReader(body);
  const locals = new ScratchLocals(parameters + skipLocals(reader));
  const lowering = new BodyLowering(locals);
  const code = lowering.run(reader);
  return concatBytes([locals.declare(body), code]);
}

class BodyLowering {
  readonly #writer = new WasmWriter();
  readonly #locals: ScratchLocals;

  constructor(locals: ScratchLocals) {
    this.#locals = locals;
  }

  run(reader: WasmReader): Bytes {
    // What needs no change is copied in long runs.
    let copied = reader.offset;
    while (!reader.done) {
      const start = reader.offset;
      const opcode = reader.byte();
      if (!touchesMemory(opcode)) {
        skipImmediates(reader, opcode);
        continue;
      }
      this.#writer.copy(reader.bytes, copied, start);
      this.#replace(reader, opcode, start);
      copied = reader.offset;
    }
    this.#writer.copy(reader.bytes, copied, reader.end);
    return this.#writer.take();
  }

  #replace(reader: WasmReader, opcode: number, start: number): void {
    const writer = this.#writer;
    if (isLoad(opcode)) {
      this.#address();
      writer.byte(opcode);
      this.#memoryArgument(reader);
    } else if (isStore(opcode)) {
      const value = this.#locals.use(storedTypes[opcode - 0x36] ?? valueType.i32);
      writer.byte(op.localSet, ...value);
      this.#address();
      writer.byte(op.localGet, ...value, opcode);
      this.#memoryArgument(reader);
    } else if (opcode === op.memorySize) {
      reader.skipLeb();
      writer.byte(op.memorySize, 0, extendUnsigned);
    } else if (opcode === op.memoryGrow) {
      reader.skipLeb();
      this.#grow();
    } else if (opcode === op.vector) {
      this.#vector(reader, start);
    } else {
      const operation = reader.unsigned();
      if (operation === prefixed.memoryInit) this.#bulk(reader, operation, [valueType.i64]);
      else if (operation === prefixed.memoryCopy)
        this.#bulk(reader, operation, [valueType.i64, valueType.i64, valueType.i64]);
      else if (operation === prefixed.memoryFill)
        this.#bulk(reader, operation, [valueType.i64, valueType.i32, valueType.i64]);
      else this.#copy(reader, opcode, start);
    }
  }

  /** The instruction at `start` as it is. */
  #copy(reader: WasmReader, opcode: number, start: number): void {
    reader.offset = start + 1;
    skipImmediates(reader, opcode);
    this.#writer.copy(reader.bytes, start, reader.offset);
  }

  #vector(reader: WasmReader, start: number): void {
    const writer = this.#writer;
    const operation = reader.unsigned();
    const use = vectorMemoryUse(operation);
    if (use === 'none') {
      this.#copy(reader, op.vector, start);
      return;
    }
    if (use === 'address') this.#address();
    else {
      const value = this.#locals.use(valueType.v128);
      writer.byte(op.localSet, ...value);
      this.#address();
      writer.byte(op.localGet, ...value);
    }
    writer.byte(op.vector);
    writer.unsigned(operation);
    this.#memoryArgument(reader);
    if (isLaneAccess(operation)) writer.byte(reader.byte());
  }

  /**
   * Cuts the address on the stack to 32 bits, and traps where that would lose something, as the original traps there. Lua 5.3 runs bytecode that
   * it does not check, so a process can ask for any address it likes.
   */
  #address(): void {
    const address = this.#locals.use(valueType.i64, turnOfAddress);
    this.#writer.byte(
      ...[op.localTee, ...address, op.i64Const, 32, i64ShiftRightUnsigned, wrap],
      ...[op.if, emptyBlock, op.unreachable, op.end, op.localGet, ...address, wrap],
    );
  }

  #memoryArgument(reader: WasmReader): void {
    const alignment = reader.unsigned();
    const offset = reader.unsigned64();
    // Bit 6 of the alignment announces the number of a memory.
    if (alignment >= 0x40 || offset >= 2n ** 32n) {
      throw unsupported('An instruction touches memory beyond what 32 bits reach.', { alignment });
    }
    this.#writer.unsigned(alignment);
    this.#writer.unsigned(Number(offset));
  }

  /** A request that 32 bits cannot hold is refused, as no memory could grow so far. */
  #grow(): void {
    const pages = this.#locals.use(valueType.i64);
    this.#writer.byte(
      ...[op.localTee, ...pages, op.i64Const, ...largestWord, i64GreaterUnsigned, op.if, valueType.i64],
      ...[op.i64Const, 0x7f, op.else],
      ...[op.localGet, ...pages, wrap, op.memoryGrow, 0, extendSigned, op.end],
    );
  }

  /** The number of bytes to init has 32 bits already. A number of bytes is cut like an address: beyond 2^32 the original traps. */
  #bulk(reader: WasmReader, operation: number, types: readonly number[]): void {
    const immediates = reader.offset;
    skipBulkImmediates(reader, operation);
    const writer = this.#writer;
    // From the last operand to the first; `memory.init` has two more of 32 bits above its address.
    const all = operation === prefixed.memoryInit ? [...types, valueType.i32, valueType.i32] : types;
    const kept = all.map((type, index) => ({ type, local: this.#locals.use(type, index) }));
    for (const { local } of kept.toReversed()) writer.byte(op.localSet, ...local);
    for (const { type, local } of kept) {
      writer.byte(op.localGet, ...local);
      if (type === valueType.i64) this.#address();
    }
    writer.byte(op.prefixed, operation);
    writer.copy(reader.bytes, immediates, reader.offset);
  }
}

/** 2^32 - 1 as a signed LEB128. */
const largestWord = [0xff, 0xff, 0xff, 0xff, 0x0f] as const;

function touchesMemory(opcode: number): boolean {
  return (opcode >= 0x28 && opcode <= op.memoryGrow) || opcode === op.prefixed || opcode === op.vector;
}

function skipBulkImmediates(reader: WasmReader, operation: number): void {
  reader.skipLeb();
  if (operation !== prefixed.memoryFill) reader.skipLeb();
}
