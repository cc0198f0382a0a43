import type { Bytes } from '../../base/bytes.ts';
import { concatBytes } from '../../base/bytes.ts';
import { encodeSigned, encodeUnsigned, WasmReader } from '../wasm/bytes.ts';
import {
  appendEntries,
  countImports,
  exportedGlobal,
  rewriteBodies,
  section,
  skipLocals,
  WasmSections,
} from '../wasm/sections.ts';
import { op, skipImmediates, unknownInstruction } from '../wasm/skipImmediates.ts';
import { gasOf, segmentEnds, segmentOverhead } from './costs.ts';

/** Exports of a metered module: two mutable i64 globals. */
export const gasUsedExport = 'selfsame_gas_used';
export const gasLimitExport = 'selfsame_gas_limit';

/**
 * Inserts gas counting into a module (legacynet.md §5.7): at the start of each segment of a function body the segment's whole cost is
 * added, and beyond the limit the module traps. The reference calls JavaScript for each segment; here the counter is a global of the
 * module, with the same sums at the same places.
 * @throws EvaluationError `module-invalid`, `unsupported-module`
 */
export function meterModule(bytes: Uint8Array): Bytes {
  const sections = WasmSections.read(bytes);
  const used = countImports(sections).globals + sections.count(section.global);
  const metered = new Map<number, Uint8Array>([
    [section.global, appendEntries(sections.find(section.global), [mutableI64, mutableI64])],
    [
      section.export,
      appendEntries(sections.find(section.export), [
        exportedGlobal(gasUsedExport, used),
        exportedGlobal(gasLimitExport, used + 1),
      ]),
    ],
  ]);
  const code = sections.find(section.code);
  if (code !== undefined)
    metered.set(
      section.code,
      rewriteBodies(code, (body) => meterFunction(body, used)),
    );
  return sections.with(metered).write();
}

const mutableI64 = Uint8Array.of(0x7e, 1, 0x42, 0, 0x0b);

function meterFunction(body: Uint8Array, usedGlobal: number): Uint8Array {
  const reader = new WasmReader(body);
  skipLocals(reader);
  const parts: Uint8Array[] = [body.subarray(0, reader.offset)];
  while (!reader.done) {
    const start = reader.offset;
    const gas = segmentGas(reader);
    if (gas > 0) parts.push(meteringCode(gas + segmentOverhead, usedGlobal));
    parts.push(body.subarray(start, reader.offset));
  }
  return concatBytes(parts);
}

/**
 * Moves to the end of a segment and sums up its instructions. The reference's metering does not read the instructions behind a prefix, so a
 * module that has them cannot have been metered by it.
 */
function segmentGas(reader: WasmReader): number {
  let gas = 0;
  for (;;) {
    const opcode = reader.byte();
    if (opcode === op.prefixed || opcode === op.vector) throw unknownInstruction(opcode, reader.offset);
    skipImmediates(reader, opcode);
    gas += gasOf(opcode);
    if (segmentEnds.has(opcode)) return gas;
  }
}

/** `used += gas; if (used > limit) unreachable` */
function meteringCode(gas: number, usedGlobal: number): Uint8Array {
  const used = encodeUnsigned(usedGlobal);
  const limit = encodeUnsigned(usedGlobal + 1);
  return Uint8Array.from([
    ...[0x23, ...used, 0x42, ...encodeSigned(gas), 0x7c, 0x24, ...used],
    ...[0x23, ...used, 0x23, ...limit, 0x56, 0x04, 0x40, 0x00, 0x0b],
  ]);
}
