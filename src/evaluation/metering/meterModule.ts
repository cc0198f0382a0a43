import type { Bytes } from '../../base/bytes.ts';
import { concatBytes, encodeUtf8 } from '../../base/bytes.ts';
import { EvaluationError } from '../../base/errors.ts';
import { gasOf, segmentEnds, segmentOverhead } from './costs.ts';
import { skipImmediates } from './skipImmediates.ts';
import { encodeSigned, encodeUnsigned, WasmReader } from './wasmBytes.ts';

/** Exports of a metered module: two mutable i64 globals. */
export const gasUsedExport = 'selfsame_gas_used';
export const gasLimitExport = 'selfsame_gas_limit';

const section = { import: 2, global: 6, export: 7, code: 10 } as const;
/** Sections of a module come in the order of their numbers, but for 12 (data count), which comes before 10. */
const sectionOrder = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11];
const headerBytes = 8;

interface Section {
  readonly id: number;
  readonly body: Uint8Array;
}

/**
 * Inserts gas counting into a module (legacynet.md §5.7): at the start of each segment of a function body the segment's whole cost is
 * added, and beyond the limit the module traps. The reference calls JavaScript for each segment; here the counter is a global of the
 * module, with the same sums at the same places.
 * @throws EvaluationError `module-invalid`, `unsupported-module`
 */
export function meterModule(bytes: Uint8Array): Bytes {
  const sections = readSections(bytes);
  const globals = find(sections, section.global);
  const used =
    countImportedGlobals(find(sections, section.import)) + (globals === undefined ? 0 : count(globals));
  const metered = new Map<number, Uint8Array>([
    [section.global, appendEntries(globals, [mutableI64, mutableI64])],
    [
      section.export,
      appendEntries(find(sections, section.export), [
        exportedGlobal(gasUsedExport, used),
        exportedGlobal(gasLimitExport, used + 1),
      ]),
    ],
  ]);
  const code = find(sections, section.code);
  if (code !== undefined) metered.set(section.code, meterCode(code, used));
  return writeSections(bytes.subarray(0, headerBytes), sections, metered);
}

const mutableI64 = Uint8Array.of(0x7e, 1, 0x42, 0, 0x0b);

function exportedGlobal(name: string, index: number): Uint8Array {
  const text = encodeUtf8(name);
  return Uint8Array.from([...encodeUnsigned(text.length), ...text, 3, ...encodeUnsigned(index)]);
}

function readSections(bytes: Uint8Array): readonly Section[] {
  const sections: Section[] = [];
  const reader = new WasmReader(bytes, headerBytes);
  while (!reader.done) {
    const id = reader.byte();
    const size = reader.unsigned();
    const start = reader.offset;
    reader.skip(size);
    sections.push({ id, body: bytes.subarray(start, start + size) });
  }
  return sections;
}

/** Writes the sections back, replaced where `replaced` has them, added in their place where the module had none. */
function writeSections(
  header: Uint8Array,
  sections: readonly Section[],
  replaced: ReadonlyMap<number, Uint8Array>,
): Bytes {
  const missing = [...replaced].filter(([id]) => find(sections, id) === undefined);
  const all = sections.map(({ id, body }) => ({ id, body: replaced.get(id) ?? body }));
  for (const [id, body] of missing) {
    const place = all.findIndex((one) => sectionOrder.indexOf(one.id) > sectionOrder.indexOf(id));
    all.splice(place < 0 ? all.length : place, 0, { id, body });
  }
  const parts = all.flatMap(({ id, body }) => [Uint8Array.from([id, ...encodeUnsigned(body.length)]), body]);
  return concatBytes([header, ...parts]);
}

function find(sections: readonly Section[], id: number): Uint8Array | undefined {
  return sections.find((one) => one.id === id)?.body;
}

function count(body: Uint8Array): number {
  return new WasmReader(body).unsigned();
}

function appendEntries(body: Uint8Array | undefined, entries: readonly Uint8Array[]): Uint8Array {
  const reader = new WasmReader(body ?? Uint8Array.of(0));
  const total = reader.unsigned() + entries.length;
  const rest = reader.bytes.subarray(reader.offset);
  return concatBytes([Uint8Array.from(encodeUnsigned(total)), rest, ...entries]);
}

function countImportedGlobals(body: Uint8Array | undefined): number {
  if (body === undefined) return 0;
  const reader = new WasmReader(body);
  let globals = 0;
  for (let left = reader.unsigned(); left > 0; left -= 1) {
    reader.skip(reader.unsigned());
    reader.skip(reader.unsigned());
    const kind = reader.byte();
    if (kind === 0) reader.skipLeb();
    else if (kind === 3) {
      globals += 1;
      reader.skip(2);
    } else throw unsupportedImport(kind);
  }
  return globals;
}

/** Modules of the known formats export their memory and table. */
function unsupportedImport(kind: number): EvaluationError {
  return new EvaluationError('unsupported-module', 'The module imports a table or a memory.', {
    details: { kind },
  });
}

function meterCode(body: Uint8Array, usedGlobal: number): Uint8Array {
  const reader = new WasmReader(body);
  const functions = reader.unsigned();
  const parts: Uint8Array[] = [Uint8Array.from(encodeUnsigned(functions))];
  for (let index = 0; index < functions; index += 1) {
    const size = reader.unsigned();
    const metered = meterFunction(body.subarray(reader.offset, reader.offset + size), usedGlobal);
    reader.skip(size);
    parts.push(Uint8Array.from(encodeUnsigned(metered.length)), metered);
  }
  return concatBytes(parts);
}

function meterFunction(body: Uint8Array, usedGlobal: number): Uint8Array {
  const reader = new WasmReader(body);
  for (let locals = reader.unsigned(); locals > 0; locals -= 1) {
    reader.skipLeb();
    reader.skip(1);
  }
  const parts: Uint8Array[] = [body.subarray(0, reader.offset)];
  while (!reader.done) {
    const start = reader.offset;
    const gas = segmentGas(reader);
    if (gas > 0) parts.push(meteringCode(gas + segmentOverhead, usedGlobal));
    parts.push(body.subarray(start, reader.offset));
  }
  return concatBytes(parts);
}

/** Moves to the end of a segment and sums up its instructions. */
function segmentGas(reader: WasmReader): number {
  let gas = 0;
  for (;;) {
    const opcode = reader.byte();
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
