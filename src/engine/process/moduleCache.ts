import type { Bytes } from '../../base/bytes.ts';
import type { RunnableModule } from '../../evaluation/rewriting/runnableModule.ts';
import type { AoModule } from '../../protocol/module.ts';
import { type CompileOptions, compileModule } from './compileModule.ts';

export interface CacheOptions extends CompileOptions {
  /** The module's bytes are known to be those of its id. */
  readonly isVerified: boolean;
}

/**
 * Compiled modules by id. While one is held here the browser keeps the machine code that earlier evaluators warmed up, which makes
 * the first messages of the next one several times faster (performance.md §6).
 */
export interface ModuleCache {
  /** Of bytes that are not verified nothing is kept, here or in the store: others may come under the same id. @throws EvaluationError as `compileModule` */
  compile(module: AoModule, bytes: Bytes, options: CacheOptions): Promise<RunnableModule>;
}

const kept = 4;

const nothingKept: CompileOptions['store'] = {
  loadRewriting: () => Promise.resolve({ kind: 'absent' }),
  saveRewriting: () => Promise.resolve(),
};

export function createModuleCache(): ModuleCache {
  const compiled = new Map<string, Promise<RunnableModule>>();
  return {
    async compile(module, bytes, { isVerified, ...options }) {
      if (!isVerified) return compileModule(module, bytes, { ...options, store: nothingKept });
      const key = `${module.id} ${module.format}`;
      const compiling = compiled.get(key) ?? compileModule(module, bytes, options);
      compiled.delete(key);
      compiled.set(key, compiling);
      for (const oldest of [...compiled.keys()].slice(0, compiled.size - kept)) compiled.delete(oldest);
      try {
        return await compiling;
      } catch (error) {
        compiled.delete(key);
        throw error;
      }
    },
  };
}
