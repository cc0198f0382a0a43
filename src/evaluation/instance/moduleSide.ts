import { EvaluationError, isSelfsameError } from '../../base/errors.ts';
import type { FormatTraits } from '../formats.ts';
import { hostImports, type ImportContext } from '../host/hostImports.ts';
import type { ImportedFunction } from '../host/imports/define.ts';
import { globalExportPrefix } from '../rewriting/keeping/exportedGlobals.ts';
import { sharedMemoryImport } from '../rewriting/sharing/shareMemory.ts';
import { marksImport } from '../rewriting/watching/watchStores.ts';
import { type Memories, memoryCopy } from './memoryCopy.ts';
import { ModuleExports } from './moduleExports.ts';

/** Values of a module's mutable globals, by export name. */
export type GlobalValues = ReadonlyMap<string, number | bigint>;

/** One WebAssembly instance on a memory that it may share: its functions, its table and its globals. */
export class ModuleSide {
  readonly raw: WebAssembly.Exports;
  readonly exports: ModuleExports;
  readonly #globals: readonly (readonly [string, WebAssembly.Global])[];

  private constructor(raw: WebAssembly.Exports, traits: FormatTraits) {
    this.raw = raw;
    this.exports = new ModuleExports(raw, traits);
    this.#globals = Object.entries(raw).filter(isSharedGlobal);
  }

  /**
   * @param memories what it imports; without `shared` it has its own
   * @throws EvaluationError `unsupported-module`, `module-invalid`
   */
  static async instantiate(
    module: WebAssembly.Module,
    memories: Memories,
    context: Omit<ImportContext, 'exports' | 'copyWith'>,
  ): Promise<ModuleSide> {
    let side: ModuleSide | undefined;
    const exports = () => {
      if (side !== undefined) return side.exports;
      throw new EvaluationError(
        'module-invalid',
        'The module calls its host before it has been instantiated.',
      );
    };
    const copyWith = (outside: ImportedFunction) => memoryCopy(memories, context.traits, outside);
    const imports = hostImports(module, { ...context, exports, copyWith });
    const { shared, marks } = memories;
    const given = {
      ...(shared === undefined ? {} : { [sharedMemoryImport.name]: shared }),
      ...(marks === undefined ? {} : { [marksImport.name]: marks }),
    };
    try {
      const instance = await WebAssembly.instantiate(module, {
        ...imports,
        [sharedMemoryImport.module]: given,
      });
      side = new ModuleSide(instance.exports, context.traits);
      return side;
    } catch (error) {
      throw startFailure(error);
    }
  }

  saveGlobals(): GlobalValues {
    return new Map(this.#globals.map(([name, global]) => [name, global.value as number | bigint]));
  }

  restoreGlobals(values: GlobalValues): void {
    for (const [name, global] of this.#globals) if (values.has(name)) global.value = values.get(name);
  }
}

function isSharedGlobal(entry: [string, WebAssembly.ExportValue]): entry is [string, WebAssembly.Global] {
  return entry[0].startsWith(globalExportPrefix);
}

/** What a module that cannot be started leads to. */
export function startFailure(error: unknown): EvaluationError {
  if (isSelfsameError(error)) return error;
  return new EvaluationError('module-invalid', `The module could not be started: ${String(error)}`, {
    cause: error,
  });
}
