import { EvaluationError } from '../../base/errors.ts';
import type { FormatTraits } from '../formats.ts';
import type { GasTank } from '../instance/gas.ts';
import type { ExportsOf } from '../instance/moduleExports.ts';
import type { ModuleMemory } from '../instance/moduleMemory.ts';
import type { Suspends } from '../instance/suspension.ts';
import type { EvaluationProfile } from '../profile.ts';
import { sharedMemoryImport } from '../rewriting/sharing/shareMemory.ts';
import type { WeaveDrive } from '../weaveDrive/weaveDrive.ts';
import type { HostContext } from './hostContext.ts';
import { calendarImports } from './imports/calendar.ts';
import {
  bindImport,
  define,
  type ImportDefinition,
  type ImportedFunction,
  type ImportFamily,
} from './imports/define.ts';
import { descriptorImports } from './imports/descriptors.ts';
import { environmentImports } from './imports/environment.ts';
import { fileStubImports } from './imports/fileStubs.ts';
import { fileNameImports } from './imports/files.ts';
import { copyNames, heapImports } from './imports/heap.ts';
import { invokeImport } from './imports/longjmp.ts';
import { memoryMapImports } from './imports/memoryMap.ts';
import { clockImports, processImports } from './imports/process.ts';
import { weaveDriveImports } from './imports/weaveDrive.ts';
import { importNames } from './minifiedNames.ts';

export interface ImportContext {
  readonly traits: FormatTraits;
  readonly profile: EvaluationProfile;
  readonly memory: ModuleMemory;
  readonly exports: ExportsOf;
  /** A `memcpy` that does the same as this one. */
  readonly copyWith: (outside: ImportedFunction) => ImportedFunction;
  readonly host: HostContext;
  readonly gas: GasTank;
  readonly suspension: Suspends;
  readonly drive: WeaveDrive | undefined;
}

/**
 * The functions that a module imports, and nothing else: no global of this realm is reachable from it or changed for it.
 * @throws EvaluationError `unsupported-module` naming the first import that its format does not have
 */
export function hostImports(module: WebAssembly.Module, context: ImportContext): WebAssembly.Imports {
  const families = importFamilies(context);
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  const { host } = context;
  const setHighWord = (value: number) => {
    context.exports().find('_emscripten_tempret_set', 'setTempRet0')?.(value);
  };
  const find = (moduleName: string, name: string): WebAssembly.ImportValue | undefined => {
    const { gas, traits, exports } = context;
    if (moduleName === 'metering') {
      return name === 'usegas' ? (amount: number | bigint) => gas.use(Number(amount)) : undefined;
    }
    if (!sourcesOf(traits).includes(moduleName)) return undefined;
    const fullName = traits.minified ? importNames.get(name) : name;
    if (fullName === undefined || !traits.imports.has(fullName)) return undefined;
    if (fullName === 'setTempRet0') {
      return (value: number) => {
        host.highWord = value;
      };
    }
    if (fullName === 'getTempRet0') return () => host.highWord;
    if (fullName.startsWith('invoke_')) return invokeImport(fullName, exports);
    const definition = families.get(fullName);
    if (definition === undefined) return undefined;
    const bound = bindImport(definition, traits.pointerBytes, setHighWord);
    return copyNames.has(fullName) ? context.copyWith(bound) : bound;
  };
  for (const { module: moduleName, name, kind } of WebAssembly.Module.imports(module)) {
    if (kind === 'memory' && moduleName === sharedMemoryImport.module) continue;
    const value = kind === 'function' ? find(moduleName, name) : undefined;
    if (value === undefined) {
      throw new EvaluationError(
        'unsupported-module',
        `The module imports the ${kind} "${moduleName}.${name}", which its format does not offer.`,
        { details: { import: `${moduleName}.${name}`, kind } },
      );
    }
    imports[moduleName] = { ...imports[moduleName], [name]: value };
  }
  return imports;
}

/** The modules that imports of a format name. */
function sourcesOf({ minified }: FormatTraits): readonly string[] {
  return minified ? ['a'] : ['env', 'wasi_snapshot_preview1'];
}

/** By name. A map: a module may ask for any name, and a plain object would answer to `constructor`. */
function importFamilies(context: ImportContext): ReadonlyMap<string, ImportDefinition> {
  const { traits, profile, memory, exports, host, gas, suspension, drive } = context;
  const files =
    traits.files === 'stubs'
      ? fileStubImports(memory)
      : {
          ...fileNameImports(memory, traits, host),
          ...descriptorImports(memory, traits, host, exports),
          ...memoryMapImports(memory, traits, host, exports),
        };
  const all: ImportFamily = {
    ...files,
    ...environmentImports(memory, profile.environmentStrings),
    ...heapImports(memory, traits),
    ...clockImports(traits, host),
    ...calendarImports(memory, traits, host, exports),
    ...processImports(memory, traits, exports),
    ...(traits.suspends ? weaveDriveImports(memory, traits, suspension, drive) : {}),
    metering_gasUsed: define('>i', () => gas.used),
  };
  return new Map(Object.entries(all));
}
