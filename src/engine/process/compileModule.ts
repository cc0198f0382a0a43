import type { Bytes } from '../../base/bytes.ts';
import { EvaluationError } from '../../base/errors.ts';
import { runnableModule } from '../../evaluation/runnableModule.ts';
import type { AoModule } from '../../protocol/module.ts';
import { describeCapabilities } from '../capabilities.ts';

/** Why this browser cannot run modules of a format, as an error to throw or to show; undefined where it can. */
export function unsupportedHere(module: Pick<AoModule, 'id' | 'format'>): EvaluationError | undefined {
  const { wasm, memory64 } = describeCapabilities();
  const details = { itemId: module.id, format: module.format };
  if (!wasm) {
    return new EvaluationError(
      'wasm-unsupported',
      'This browser does not run WebAssembly, so it can evaluate no process.',
      { details },
    );
  }
  if (module.format.startsWith('wasm64') && !memory64) {
    return new EvaluationError(
      'memory64-unsupported',
      'This process’s module uses 64-bit memory, which this browser does not offer. Chrome and Edge from 133 on and ' +
        'Firefox from 134 on do; processes with wasm32 modules run here.',
      { details },
    );
  }
  return undefined;
}

/** @throws EvaluationError `memory64-unsupported`, `wasm-unsupported`, `module-invalid` */
export async function compileModule(module: AoModule, bytes: Bytes): Promise<WebAssembly.Module> {
  const unsupported = unsupportedHere(module);
  if (unsupported !== undefined) throw unsupported;
  try {
    return await WebAssembly.compile(runnableModule(bytes, module.format));
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
