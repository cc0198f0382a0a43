import { type Bytes, decodeUtf8Lossy } from '../../../base/bytes.ts';
import { valueType } from '../wasm/functionTypes.ts';
import {
  appendEntries,
  countImports,
  exportedGlobal,
  readValueType,
  section,
  skipExpression,
  unsupported,
  type WasmSections,
} from '../wasm/sections.ts';

/** Mutable globals are exported under this and their number. */
export const globalExportPrefix = 'selfsame_global_';

/**
 * The module's exports, and its mutable globals: what an instance has beside its memory can then be read and set.
 * @throws EvaluationError `unsupported-module` where something about its globals is not known, or a global changes that cannot be set to what it was
 */
export function exportsWithGlobals(sections: WasmSections): Bytes {
  return appendEntries(sections.find(section.export), mutableGlobalExports(sections));
}

function mutableGlobalExports(sections: WasmSections): readonly Uint8Array[] {
  assertNamesAreFree(sections);
  const { globals: imported } = countImports(sections);
  const { count, reader } = sections.entries(section.global);
  const exports: Uint8Array[] = [];
  for (let index = 0; index < count; index += 1) {
    const type = readValueType(reader);
    const mutable = reader.byte() === 1;
    skipExpression(reader);
    // Others do not come back from JavaScript as they went there: NaN loses bits, functions stay those of another instance.
    if (mutable && type !== valueType.i32 && type !== valueType.i64) {
      throw unsupported('A global changes that is no integer, and no checkpoint could keep it.', { type });
    }
    if (mutable) exports.push(exportedGlobal(`${globalExportPrefix}${index}`, imported + index));
  }
  return exports;
}

function assertNamesAreFree(sections: WasmSections): void {
  const { count, reader } = sections.entries(section.export);
  for (let left = count; left > 0; left -= 1) {
    const name = decodeUtf8Lossy(reader.vector());
    if (name.startsWith(globalExportPrefix))
      throw unsupported(`The module itself exports ${name}.`, { count });
    reader.skip(1);
    reader.skipLeb();
  }
}
