import type { Bytes } from '../../../base/bytes.ts';
import { functionTypes } from '../wasm/functionTypes.ts';
import {
  appendEntries,
  countImports,
  exportedGlobal,
  rewriteBodies,
  section,
  WasmSections,
} from '../wasm/sections.ts';
import { meterFunction } from './meterFunction.ts';

/** Exports of a metered module: two mutable i64 globals. */
export const gasUsedExport = 'selfsame_gas_used';
export const gasLimitExport = 'selfsame_gas_limit';

/**
 * Inserts gas counting into a module (legacynet.md §5.7): at the start of each segment of a function body the segment's whole cost is
 * added. The reference calls JavaScript for each segment, and leaves the module where the limit is passed; here the counter is a global of the
 * module, with the same sums, and the module traps a little later, or not at all: whoever calls it looks at the global in the end. Where a
 * message that has run out of gas stops makes no difference: its result is the same, and all it did is undone.
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
  if (code !== undefined) {
    const types = functionTypes(sections);
    const meter = (body: Uint8Array, index: number) =>
      meterFunction(body, types[index]?.parameters.length ?? 0, used);
    metered.set(section.code, rewriteBodies(code, meter));
  }
  return sections.with(metered).write();
}

const mutableI64 = Uint8Array.of(0x7e, 1, 0x42, 0, 0x0b);
