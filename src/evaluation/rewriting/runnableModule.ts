import type { Bytes } from '../../base/bytes.ts';
import type { ModuleFormat } from '../../protocol/module.ts';
import { formatTraits } from '../formats.ts';
import { foldAsyncifyState } from './asyncify/foldState.ts';
import { findAsyncifyState } from './asyncify/stateGlobal.ts';
import { offersMemories, offersMemory64 } from './engineFeatures.ts';
import { ifKnown } from './ifKnown.ts';
import { exportsWithGlobals } from './keeping/exportedGlobals.ts';
import { assertKeptWhole } from './keeping/keptWhole.ts';
import { isLowerable, lowerModule } from './lowering/lowerModule.ts';
import { meterModule } from './metering/meterModule.ts';
import { type MemoryLimits, shareMemory } from './sharing/shareMemory.ts';
import { section, WasmSections } from './wasm/sections.ts';

/** Changes where modules are rewritten otherwise: part of the key wherever what is made of them is kept. */
export const rewriterVersion = 3;

/** A module's bytes, ready to be compiled. */
interface Binaries<Binary> {
  /** As published, down to every instruction; gas counting inserted, and addresses lowered, where they have to be. */
  readonly exact: Binary;
  /** Absent: the module exports its memory, and whatever undoes a message needs a new instance. */
  readonly memory?: MemoryLimits;
  /** For messages that suspend nothing, on the same memory: Asyncify's state is the constant 0. */
  readonly fast?: Binary;
  /** The fast binary, or the exact one where there is none: what `watchedModule` is made of. Absent where the engine has but one memory. */
  readonly watchable?: Bytes;
}

export type RunnableBytes = Binaries<Bytes>;

/** What an evaluator runs. Structured-cloneable; tiered-up machine code travels with it. */
export type RunnableModule = Binaries<WebAssembly.Module>;

/** What the engine offers; asked of it where left out. */
export interface EngineFeatures {
  readonly memory64?: boolean;
  /** Several memories for one instance. */
  readonly memories?: boolean;
}

export interface RunnableOptions extends EngineFeatures {
  /** `fast` as it was made before, by the same recipe: most of the work. */
  readonly fast?: Bytes;
}

/** All that `fast` depends on beside the module, whose id stands for its bytes and its format: a name to keep it under. */
export function fastRecipe({ memory64 = offersMemory64() }: EngineFeatures = {}): string {
  return `fast ${rewriterVersion}${memory64 ? '' : ' lowered'}`;
}

/**
 * What is compiled for a module: its instructions as published wherever this engine runs them, with gas counting where the format asks for it. One
 * whose instances have what could not be kept is refused.
 * @throws EvaluationError `module-invalid`, `unsupported-module`
 */
export function runnableBytes(
  bytes: Bytes,
  format: ModuleFormat,
  { memory64 = offersMemory64(), memories = offersMemories(), fast: made }: RunnableOptions = {},
): RunnableBytes {
  const { metered, suspends } = formatTraits[format];
  assertKeptWhole(WasmSections.read(bytes));
  const counted = metered ? meterModule(bytes) : bytes;
  const lowers = !memory64 && isLowerable(counted);
  const address = (binary: Bytes) => (lowers ? lowerModule(binary) : binary);
  const exact = address(counted);
  const shared = shareMemory(exact);
  if (shared === undefined) return { exact: withExportedGlobals(exact) };
  const fold = () => {
    const state = ifKnown(() => findAsyncifyState(WasmSections.read(bytes)));
    const folded = state === undefined ? undefined : ifKnown(() => foldAsyncifyState(counted, state));
    return folded === undefined ? undefined : shareMemory(address(folded))?.bytes;
  };
  const fast = suspends ? (made ?? fold()) : undefined;
  return {
    exact: shared.bytes,
    memory: shared.limits,
    ...(fast === undefined ? {} : { fast }),
    ...(memories ? { watchable: fast ?? shared.bytes } : {}),
  };
}

function withExportedGlobals(bytes: Bytes): Bytes {
  const sections = WasmSections.read(bytes);
  return sections.with(new Map([[section.export, exportsWithGlobals(sections)]])).write();
}

/** Without the form for messages that suspend nothing, nor what is made of it. */
export function asPublished({ exact, memory }: RunnableModule): RunnableModule {
  return { exact, ...(memory === undefined ? {} : { memory }) };
}

/** @throws EvaluationError as `runnableBytes`; WebAssembly.CompileError */
export async function compileRunnable(
  bytes: Bytes,
  format: ModuleFormat,
  options: RunnableOptions = {},
): Promise<RunnableModule> {
  return compileBinaries(runnableBytes(bytes, format, options));
}

/** @throws WebAssembly.CompileError */
export async function compileBinaries({ exact, fast, ...rest }: RunnableBytes): Promise<RunnableModule> {
  const [exactModule, fastModule] = await Promise.all([
    WebAssembly.compile(exact),
    fast === undefined ? undefined : WebAssembly.compile(fast),
  ]);
  return { ...rest, exact: exactModule, ...(fastModule === undefined ? {} : { fast: fastModule }) };
}
