import { EvaluationError } from '../../../base/errors.ts';
import type { WasmReader } from './bytes.ts';
import { readValueType } from './sections.ts';

/** Opcodes that more than one file names. */
export const op = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  branch: 0x0c,
  branchIf: 0x0d,
  branchTable: 0x0e,
  return: 0x0f,
  drop: 0x1a,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  memorySize: 0x3f,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  /** Conversions, and truncations that saturate; memory.init, data.drop, memory.copy, memory.fill and those of tables. */
  prefixed: 0xfc,
  vector: 0xfd,
} as const;

/** Instructions behind the prefix 0xfc. */
export const prefixed = { memoryInit: 8, dataDrop: 9, memoryCopy: 10, memoryFill: 11 } as const;

/** What an instruction behind the prefix 0xfd does with memory: nothing, or it takes an address, alone or below a vector. */
export function vectorMemoryUse(opcode: number): 'none' | 'address' | 'address-and-vector' {
  if (opcode <= 10 || opcode === 92 || opcode === 93) return 'address';
  return opcode === 11 || isLaneAccess(opcode) ? 'address-and-vector' : 'none';
}

/** Loads and stores of one lane, which have its number behind alignment and offset. */
export function isLaneAccess(opcode: number): boolean {
  return opcode >= 84 && opcode <= 91;
}

export function isLoad(opcode: number): boolean {
  return opcode >= 0x28 && opcode <= 0x35;
}

export function isStore(opcode: number): boolean {
  return opcode >= 0x36 && opcode <= 0x3e;
}

/**
 * Moves behind the immediates of the instruction `opcode`: those of WebAssembly 1.0, sign extension, saturating truncation, bulk memory
 * and vectors.
 * @throws EvaluationError `unsupported-module` for others
 */
export function skipImmediates(reader: WasmReader, opcode: number): void {
  // Loads and stores: alignment and offset.
  if (opcode >= 0x28 && opcode <= 0x3e) {
    skipPlace(reader, opcode);
    return;
  }
  // Comparisons, arithmetic, conversions, sign extension.
  if (opcode >= 0x45 && opcode <= 0xc4) return;
  // Locals and globals.
  if (opcode >= 0x20 && opcode <= 0x24) {
    reader.skipLeb();
    return;
  }
  switch (opcode) {
    case 0x00: // unreachable, nop, else, end, return, drop, select
    case 0x01:
    case 0x05:
    case 0x0b:
    case 0x0f:
    case 0x1a:
    case 0x1b:
      return;
    case 0x02: // block, loop, if
    case 0x03:
    case 0x04:
      // A type of one byte, or the number of a function's.
      if (readValueType(reader) >= 0x80) reader.skipLeb();
      return;
    case 0x0c: // br, br_if; call; memory.size, memory.grow; i32.const, i64.const
    case 0x0d:
    case 0x10:
    case 0x3f:
    case 0x40:
    case 0x41:
    case 0x42:
      reader.skipLeb();
      return;
    case 0x11: // call_indirect
      reader.skipLeb();
      reader.skipLeb();
      return;
    case 0x0e: {
      // br_table: the labels, and one more
      const labels = reader.unsigned();
      for (let index = 0; index <= labels; index += 1) reader.skipLeb();
      return;
    }
    case 0x43:
      reader.skip(4);
      return;
    case 0x44:
      reader.skip(8);
      return;
    case op.prefixed:
      skipPrefixed(reader, reader.unsigned());
      return;
    case op.vector:
      skipVector(reader, reader.unsigned());
      return;
    default:
      throw unknownInstruction(opcode, reader.offset);
  }
}

const inNamedMemory = 0x40;

/** Alignment and offset. @throws EvaluationError `unsupported-module` where the number of a memory stands between them, which alignment's bit 6 announces */
function skipPlace(reader: WasmReader, opcode: number): void {
  if (reader.unsigned() >= inNamedMemory) throw unknownInstruction(opcode, reader.offset);
  reader.skipLeb();
}

function skipPrefixed(reader: WasmReader, opcode: number): void {
  if (opcode < prefixed.memoryInit) return;
  switch (opcode) {
    case prefixed.memoryInit:
    case prefixed.memoryCopy:
      reader.skipLeb();
      reader.skipLeb();
      return;
    case prefixed.dataDrop:
    case prefixed.memoryFill:
      reader.skipLeb();
      return;
    default:
      throw unknownInstruction(op.prefixed * 256 + opcode, reader.offset);
  }
}

function skipVector(reader: WasmReader, opcode: number): void {
  if (vectorMemoryUse(opcode) !== 'none') {
    skipPlace(reader, opcode);
    if (isLaneAccess(opcode)) reader.skip(1);
  } else if (opcode === 12 || opcode === 13) {
    // v128.const, i8x16.shuffle
    reader.skip(16);
  } else if (opcode >= 21 && opcode <= 34) {
    // Lanes taken out and put in.
    reader.skip(1);
  }
}

export function unknownInstruction(opcode: number, offset: number): EvaluationError {
  return new EvaluationError(
    'unsupported-module',
    `The module uses instruction 0x${opcode.toString(16)}, which is not known here.`,
    { details: { opcode, offset } },
  );
}
