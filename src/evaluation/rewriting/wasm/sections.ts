import { type Bytes, encodeUtf8 } from '../../../base/bytes.ts';
import { EvaluationError } from '../../../base/errors.ts';
import { WasmReader, WasmWriter } from './bytes.ts';

export const section = {
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  code: 10,
  data: 11,
  dataCount: 12,
} as const;

/** Sections of a module come in the order of their numbers, but for 12 (data count), which comes before 10. */
const sectionOrder = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11];
const headerBytes = 8;

/** What a module does to memory while it is instantiated: for `with`, where it is to run on a memory that is in use already. */
export const withoutBeginning: ReadonlyMap<number, undefined> = new Map([
  [section.start, undefined],
  [section.data, undefined],
]);

interface Section {
  readonly id: number;
  readonly body: Uint8Array;
}

/** A module's binary, section by section; `with` gives another, nothing is ever changed. */
export class WasmSections {
  readonly #header: Uint8Array;
  readonly #sections: readonly Section[];

  private constructor(header: Uint8Array, sections: readonly Section[]) {
    this.#header = header;
    this.#sections = sections;
  }

  /** @throws EvaluationError `module-invalid` where the bytes end too early */
  static read(bytes: Uint8Array): WasmSections {
    const sections: Section[] = [];
    const reader = new WasmReader(bytes, headerBytes);
    while (!reader.done) {
      const id = reader.byte();
      sections.push({ id, body: reader.vector() });
    }
    return new WasmSections(bytes.subarray(0, headerBytes), sections);
  }

  find(id: number): Uint8Array | undefined {
    return this.#sections.find((one) => one.id === id)?.body;
  }

  /** How many entries a section has; 0 where there is none. */
  count(id: number): number {
    const body = this.find(id);
    return body === undefined ? 0 : new WasmReader(body).unsigned();
  }

  /** A reader behind the number of the section's entries, and that number. */
  entries(id: number): { readonly count: number; readonly reader: WasmReader } {
    const reader = new WasmReader(this.find(id) ?? Uint8Array.of(0));
    return { count: reader.unsigned(), reader };
  }

  /** With these sections in place of those of the same number, or in their place where there were none; `undefined` takes one out. */
  with(replaced: ReadonlyMap<number, Uint8Array | undefined>): WasmSections {
    const all: Section[] = [];
    for (const { id, body } of this.#sections) {
      const now = replaced.has(id) ? replaced.get(id) : body;
      if (now !== undefined) all.push({ id, body: now });
    }
    for (const [id, body] of replaced) {
      if (body === undefined || this.find(id) !== undefined) continue;
      const place = all.findIndex((one) => sectionOrder.indexOf(one.id) > sectionOrder.indexOf(id));
      all.splice(place < 0 ? all.length : place, 0, { id, body });
    }
    return new WasmSections(this.#header, all);
  }

  write(): Bytes {
    const writer = new WasmWriter();
    writer.copy(this.#header);
    for (const { id, body } of this.#sections) {
      writer.byte(id);
      writer.vector(body);
    }
    return writer.take();
  }
}

/** A section's body with more entries at its end. */
export function appendEntries(body: Uint8Array | undefined, entries: readonly Uint8Array[]): Bytes {
  const reader = new WasmReader(body ?? Uint8Array.of(0));
  const writer = new WasmWriter();
  writer.unsigned(reader.unsigned() + entries.length);
  writer.copy(reader.bytes, reader.offset);
  for (const entry of entries) writer.copy(entry);
  return writer.take();
}

export function exportedGlobal(name: string, index: number): Bytes {
  const writer = new WasmWriter();
  writer.vector(encodeUtf8(name));
  writer.byte(3);
  writer.unsigned(index);
  return writer.take();
}

export interface ImportedCounts {
  readonly functions: number;
  readonly globals: number;
}

/** @throws EvaluationError `unsupported-module` for imports of a table or a memory: modules of the known formats export theirs */
export function countImports(sections: WasmSections): ImportedCounts {
  const { count, reader } = sections.entries(section.import);
  let functions = 0;
  let globals = 0;
  for (let left = count; left > 0; left -= 1) {
    reader.vector();
    reader.vector();
    const kind = reader.byte();
    if (kind === 0) {
      reader.skipLeb();
      functions += 1;
    } else if (kind === 3) {
      readValueType(reader);
      reader.skip(1);
      globals += 1;
    } else throw unsupported('The module imports a table or a memory.', { kind });
  }
  return { functions, globals };
}

/** Every function's body, rewritten; bodies come without their length. */
export function rewriteBodies(
  code: Uint8Array,
  rewrite: (body: Uint8Array, index: number) => Uint8Array,
): Bytes {
  const reader = new WasmReader(code);
  const writer = new WasmWriter();
  const count = reader.unsigned();
  writer.unsigned(count);
  for (let index = 0; index < count; index += 1) writer.vector(rewrite(reader.vector(), index));
  return writer.take();
}

/** Moves behind the declarations of a body's locals and returns how many there are. */
export function skipLocals(reader: WasmReader): number {
  let locals = 0;
  for (let groups = reader.unsigned(); groups > 0; groups -= 1) {
    locals += reader.unsigned();
    readValueType(reader);
  }
  return locals;
}

const [nonNullReference, nullableReference] = [0x64, 0x63];

/** The code of a value type of one byte. @throws EvaluationError `unsupported-module` for a reference that names a type, which has more */
export function readValueType(reader: WasmReader): number {
  const type = reader.byte();
  if (type === nonNullReference || type === nullableReference) {
    throw unsupported('The module has references of a type of their own.', { type });
  }
  return type;
}

/** Moves behind a constant expression. @throws EvaluationError `unsupported-module` for instructions that are not known there */
export function skipExpression(reader: WasmReader): void {
  for (;;) {
    const opcode = reader.byte();
    switch (opcode) {
      case 0x0b: // end
        return;
      case 0x23: // global.get; i32.const, i64.const; ref.null, ref.func
      case 0x41:
      case 0x42:
      case 0xd0:
      case 0xd2:
        reader.skipLeb();
        break;
      case 0x43: // f32.const
        reader.skip(4);
        break;
      case 0x44: // f64.const
        reader.skip(8);
        break;
      case 0x6a: // Additions, subtractions and multiplications of i32 and i64
      case 0x6b:
      case 0x6c:
      case 0x7c:
      case 0x7d:
      case 0x7e:
        break;
      case 0xfd: // v128.const
        if (reader.unsigned() !== 12) throw unsupported('A constant is calculated with vectors.', { opcode });
        reader.skip(16);
        break;
      default:
        throw unsupported('A constant is calculated in a way that is not known here.', { opcode });
    }
  }
}

export function unsupported(message: string, details: Readonly<Record<string, number>>): EvaluationError {
  return new EvaluationError('unsupported-module', message, { details });
}
