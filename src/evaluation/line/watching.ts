import type { WatchingState } from '../evaluator.ts';
import type { RunnableModule } from '../rewriting/runnableModule.ts';
import { type WatchedModuleSource, watchedModule } from '../rewriting/watching/watchedModule.ts';

/** Whether a module's writes are watched where that is wanted. No result depends on it; but whoever relies on it wants to know. */
export class Watching {
  readonly #module: RunnableModule;
  readonly #source: WatchedModuleSource | undefined;
  #state: WatchingState = { kind: 'none' };

  constructor(module: RunnableModule, source: WatchedModuleSource | undefined) {
    this.#module = module;
    this.#source = source;
  }

  get state(): WatchingState {
    return this.#state;
  }

  /** False where the module cannot be watched, or what watches it cannot be made: its messages then run unwatched. */
  async isPossible(): Promise<boolean> {
    try {
      return (await watchedModule(this.#module, this.#source)) !== undefined;
    } catch (error) {
      this.#state = { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
      return false;
    }
  }

  noteMessage(): void {
    const before = this.#state.kind === 'watched' ? this.#state.messageCount : 0;
    this.#state = { kind: 'watched', messageCount: before + 1 };
  }
}
