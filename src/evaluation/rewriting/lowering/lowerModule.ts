import type { Bytes } from '../../../base/bytes.ts';
import { WasmReader, WasmWriter } from '../wasm/bytes.ts';
import { functionTypes } from '../wasm/functionTypes.ts';
import { rewriteBodies, section, unsupported, WasmSections } from '../wasm/sections.ts';
import { op } from '../wasm/skipImmediates.ts';
import { lowerBody } from './lowerBody.ts';

/** Wasm pages that 32-bit addresses reach. */
const reachablePages = 65_536;

const memoryFlags = { maximum: 1, wide: 4 } as const;

/** True where the module has one memory, its addresses have 64 bits, and it declares that it never grows beyond what 32 bits reach. */
export function isLowerable(bytes: Uint8Array): boolean {
  const memory = readMemory(WasmSections.read(bytes));
  return memory !== undefined && memory.maximum <= reachablePages;
}

/**
 * Rewrites a module with 64-bit addresses for a memory with 32-bit ones (docs/decisions/0008-lowering.md). Pointers stay 64 bits wide
 * everywhere: in locals, in memory, in the signatures of imports and exports. Only where an instruction touches memory is the address
 * cut, so that memory's content stays the same to the byte. An address of 2^32 or more traps, as in the original.
 * @throws EvaluationError `module-invalid`; `unsupported-module` for instructions and sections that it does not know
 */
export function lowerModule(bytes: Uint8Array): Bytes {
  const sections = WasmSections.read(bytes);
  const memory = readMemory(sections);
  if (memory === undefined || memory.maximum > reachablePages) {
    throw unsupported('The module has no memory with 64-bit addresses that fits 32-bit ones.', {
      maximumPages: memory?.maximum ?? 0,
    });
  }
  const lowered = new Map<number, Uint8Array>([[section.memory, writeMemory(memory)]]);
  const data = sections.find(section.data);
  if (data !== undefined) lowered.set(section.data, lowerData(data));
  const code = sections.find(section.code);
  if (code !== undefined) {
    const types = functionTypes(sections);
    lowered.set(
      section.code,
      rewriteBodies(code, (body, index) => lowerBody(body, types[index]?.parameters.length ?? 0)),
    );
  }
  return sections.with(lowered).write();
}

interface WideMemory {
  readonly initial: number;
  readonly maximum: number;
}

/** Undefined for anything but one unshared memory with 64-bit addresses and a maximum. */
function readMemory(sections: WasmSections): WideMemory | undefined {
  const { count, reader } = sections.entries(section.memory);
  if (count !== 1 || reader.byte() !== (memoryFlags.wide | memoryFlags.maximum)) return undefined;
  return { initial: Number(reader.unsigned64()), maximum: Number(reader.unsigned64()) };
}

function writeMemory({ initial, maximum }: WideMemory): Bytes {
  const writer = new WasmWriter();
  writer.byte(1, memoryFlags.maximum);
  writer.unsigned(initial);
  writer.unsigned(maximum);
  return writer.take();
}

/** Where a segment goes is a constant: its type changes with the addresses. */
function lowerData(body: Uint8Array): Bytes {
  const reader = new WasmReader(body);
  const writer = new WasmWriter();
  const count = reader.unsigned();
  writer.unsigned(count);
  for (let left = count; left > 0; left -= 1) {
    const kind = reader.unsigned();
    writer.unsigned(kind);
    if (kind === 0) lowerOffset(reader, writer);
    else if (kind !== 1) throw unsupported('A data segment names a memory.', { kind });
    writer.vector(reader.vector());
  }
  return writer.take();
}

function lowerOffset(reader: WasmReader, writer: WasmWriter): void {
  const opcode = reader.byte();
  const offset = opcode === op.i64Const ? reader.signed64() : -1n;
  if (offset < 0n || offset >= 2n ** 32n || reader.byte() !== op.end) {
    throw unsupported('A data segment has no constant place that 32 bits reach.', { opcode });
  }
  writer.byte(op.i32Const);
  writer.signed(Number(BigInt.asIntN(32, offset)));
  writer.byte(op.end);
}
