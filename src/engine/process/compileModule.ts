import type { Bytes } from '../../base/bytes.ts';
import { EvaluationError } from '../../base/errors.ts';
import { isLowerable } from '../../evaluation/rewriting/lowering/lowerModule.ts';
import {
  compileBinaries,
  fastRecipe,
  type RunnableModule,
  runnableBytes,
} from '../../evaluation/rewriting/runnableModule.ts';
import type { AoModule } from '../../protocol/module.ts';
import type { Store } from '../../storage/store.ts';
import { describeCapabilities } from '../capabilities.ts';

const madeAnew =
  'The faster form of this module that was kept in this browser has been changed since, so it was made anew from the module.';

/**
 * Why this browser cannot run a module, as an error to throw or to show; undefined where it can. A module with 64-bit addresses also runs
 * without memory64 where its memory fits 32-bit ones.
 * @throws EvaluationError `module-invalid`
 */
export function unsupportedHere(
  module: Pick<AoModule, 'id' | 'format'>,
  bytes: Bytes,
): EvaluationError | undefined {
  const { wasm, memory64 } = describeCapabilities();
  const details = { itemId: module.id, format: module.format };
  if (!wasm) {
    return new EvaluationError(
      'wasm-unsupported',
      'This browser does not run WebAssembly, so it can evaluate no process.',
      { details },
    );
  }
  if (module.format.startsWith('wasm64') && !memory64 && !isLowerable(bytes)) {
    return new EvaluationError(
      'memory64-unsupported',
      'This process’s module uses more memory than 32-bit addresses reach, and this browser does not offer 64-bit ones. Chrome and ' +
        'Edge from 133 on and Firefox from 134 on do; processes with smaller modules run here.',
      { details },
    );
  }
  return undefined;
}

export interface CompileOptions {
  /** Where the faster form of a module is kept between visits. */
  readonly store: Pick<Store, 'loadRewriting' | 'saveRewriting'>;
  readonly onNotice: (sentence: string) => void;
}

/**
 * @param bytes verified by the caller: what is kept of the module is kept under its id
 * @throws EvaluationError `memory64-unsupported`, `wasm-unsupported`, `module-invalid`
 */
export async function compileModule(
  module: AoModule,
  bytes: Bytes,
  { store, onNotice }: CompileOptions,
): Promise<RunnableModule> {
  const unsupported = unsupportedHere(module, bytes);
  if (unsupported !== undefined) throw unsupported;
  try {
    const recipe = fastRecipe();
    // Storage that fails is as good as empty: everything can be made again.
    const kept = await store.loadRewriting(module.id, recipe).catch(() => undefined);
    if (kept?.kind === 'changed') onNotice(madeAnew);
    const binaries = runnableBytes(bytes, module.format, kept?.kind === 'kept' ? { fast: kept.bytes } : {});
    const { fast } = binaries;
    if (kept?.kind !== 'kept' && fast !== undefined) {
      store.saveRewriting(module.id, recipe, fast).catch(() => undefined);
    }
    return await compileBinaries(binaries);
  } catch (cause) {
    if (cause instanceof EvaluationError) throw cause;
    throw new EvaluationError(
      'module-invalid',
      `Module ${module.id} is not WebAssembly that this browser compiles.`,
      {
        details: { itemId: module.id, format: module.format },
        cause,
      },
    );
  }
}
