import { EvaluationError } from '../../base/errors.ts';
import type { WasmReader } from './wasmBytes.ts';

/**
 * Moves behind the immediates of the instruction `opcode`.
 * @throws EvaluationError `unsupported-module` for instructions that the reference's metering does not read either
 */
export function skipImmediates(reader: WasmReader, opcode: number): void {
  // Loads and stores: alignment and offset.
  if (opcode >= 0x28 && opcode <= 0x3e) {
    reader.skipLeb();
    reader.skipLeb();
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
    case 0x02: // block, loop, if; br, br_if; call; memory.size, memory.grow; i32.const, i64.const
    case 0x03:
    case 0x04:
    case 0x0c:
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
    default:
      throw new EvaluationError(
        'unsupported-module',
        `The module uses instruction 0x${opcode.toString(16)}, which metering does not know.`,
        { details: { opcode, offset: reader.offset } },
      );
  }
}
