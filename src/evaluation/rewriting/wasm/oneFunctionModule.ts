import { type Bytes, encodeUtf8 } from '../../../base/bytes.ts';
import { encodeUnsigned, WasmWriter } from './bytes.ts';
import { section } from './sections.ts';

/** What a generated module takes from outside, in this order. */
export type ModuleImport =
  /** A function of the same type as its own. */
  | { readonly kind: 'function'; readonly name: string }
  | {
      readonly kind: 'memory';
      readonly name: string;
      /** Addresses have 64 bits. */
      readonly wide: boolean;
      /** Pages that it has, and never more; undefined: any number. */
      readonly fixedPages?: number;
    };

export interface OneFunction {
  /** Codes of value types. */
  readonly parameters: readonly number[];
  readonly results: readonly number[];
  readonly locals: readonly number[];
  /** Instructions, the final `end` included. */
  readonly code: readonly number[];
  /** What it is exported as. */
  readonly name: string;
  /** The module that everything is imported from. */
  readonly importedFrom: string;
  readonly imports: readonly ModuleImport[];
}

/** A module of one function: for what is done with a module's memory, and faster inside WebAssembly than from outside. */
export function oneFunctionModule(one: OneFunction): Bytes {
  const { parameters, results, locals, code, imports } = one;
  const writer = new WasmWriter();
  writer.copy(header);
  const part = (id: number, entries: readonly (readonly number[])[]) => {
    writer.byte(id);
    writer.vector(Uint8Array.of(...encodeUnsigned(entries.length), ...entries.flat()));
  };
  part(section.type, [[functionForm, ...counted(parameters), ...counted(results)]]);
  part(
    section.import,
    imports.map((each) => [...nameOf(one.importedFrom), ...nameOf(each.name), ...describe(each)]),
  );
  part(section.function, [[0]]);
  const index = imports.filter(({ kind }) => kind === 'function').length;
  part(section.export, [[...nameOf(one.name), 0, index]]);
  const declared = locals.flatMap((type) => [1, type]);
  part(section.code, [counted([...encodeUnsigned(locals.length), ...declared, ...code])]);
  return writer.take();
}

const header = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const functionForm = 0x60;

function describe(given: ModuleImport): readonly number[] {
  if (given.kind === 'function') return [0, 0];
  const { wide, fixedPages } = given;
  const flags = (wide ? 4 : 0) + (fixedPages === undefined ? 0 : 1);
  const limits = fixedPages === undefined ? [0] : [fixedPages, fixedPages].flatMap(encodeUnsigned);
  return [2, flags, ...limits];
}

function counted(bytes: readonly number[]): readonly number[] {
  return [...encodeUnsigned(bytes.length), ...bytes];
}

function nameOf(text: string): readonly number[] {
  return counted([...encodeUtf8(text)]);
}
