import { ifKnown } from '../ifKnown.ts';
import type { RunnableModule } from '../runnableModule.ts';
import { watchStores } from './watchStores.ts';

/** Gives a module's watched binary; undefined where there can be none. */
export type WatchedModuleSource = () => Promise<WebAssembly.Module | undefined>;

const compiled = new WeakMap<RunnableModule, Promise<WebAssembly.Module | undefined>>();

/**
 * A module's binary that marks the pages which it writes. Made when it is first asked for, since most processes never fail often enough to
 * need it. Undefined where the engine has but one memory, or where the module has something that cannot be watched. It makes errors cheaper, and
 * no result depends on it: where this rejects, messages run unwatched, and the evaluator's status says why.
 * @param source another thread that makes it, and keeps it and its machine code for the next process
 * @throws whatever stood in the way, each time: it is tried once
 */
export function watchedModule(
  module: RunnableModule,
  source: WatchedModuleSource = () => compileWatched(module),
): Promise<WebAssembly.Module | undefined> {
  const known = compiled.get(module);
  if (known !== undefined) return known;
  const compiling = source();
  compiled.set(module, compiling);
  return compiling;
}

async function compileWatched({
  memory,
  watchable,
}: RunnableModule): Promise<WebAssembly.Module | undefined> {
  if (memory === undefined || watchable === undefined) return undefined;
  const watched = ifKnown(() => watchStores(watchable, { wide: memory.wide }));
  return watched === undefined ? undefined : WebAssembly.compile(watched);
}
