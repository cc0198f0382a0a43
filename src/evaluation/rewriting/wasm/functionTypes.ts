import type { WasmReader } from './bytes.ts';
import { readValueType, section, unsupported, type WasmSections } from './sections.ts';

export const valueType = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;

export interface FunctionType {
  /** Codes of value types. */
  readonly parameters: Uint8Array;
  readonly results: Uint8Array;
}

function readTypes(reader: WasmReader): Uint8Array {
  return Uint8Array.from({ length: reader.unsigned() }, () => readValueType(reader));
}

/** Types of the functions that the module defines itself, in the order of their bodies. */
export function functionTypes(sections: WasmSections): readonly FunctionType[] {
  const types: FunctionType[] = [];
  const typeSection = sections.entries(section.type);
  for (let left = typeSection.count; left > 0; left -= 1) {
    const form = typeSection.reader.byte();
    if (form !== 0x60) throw unsupported('The module has types that are not of functions.', { form });
    types.push({ parameters: readTypes(typeSection.reader), results: readTypes(typeSection.reader) });
  }
  const { count, reader } = sections.entries(section.function);
  return Array.from({ length: count }, () => {
    const index = reader.unsigned();
    const type = types[index];
    if (type === undefined)
      throw unsupported('A function has a type that the module does not list.', { index });
    return type;
  });
}
