import type { HostState } from './evaluator.ts';
import type { ModuleInstance } from './moduleInstance.ts';
import type { GlobalValues } from './moduleSide.ts';
import { type ChangedPages, Shadow } from './shadow.ts';

/** What an instance has beside its memory, before a message. */
interface Mark {
  readonly globals: GlobalValues;
  readonly host: SavedHost;
}

interface SavedHost {
  readonly uses: number;
  readonly state: HostState;
}

/** Undoes a message in place: memory from its shadow, globals and host as they were marked. */
export class Undo {
  #shadow: Shadow | undefined;
  #mark: Mark | undefined;
  #savedHost: SavedHost | undefined;
  /** Whether something was undone since all of memory was looked at. */
  #applied = false;
  #distrusted = false;

  /** Whether the next message can be undone. */
  get isReady(): boolean {
    return this.#mark !== undefined;
  }

  /** Whether the shadow knows of every message since all of memory was looked at. */
  get follows(): boolean {
    return this.#shadow !== undefined;
  }

  /** Whether the shadow has been found wanting: this module writes where it should not. */
  get isDistrusted(): boolean {
    return this.#distrusted;
  }

  /** All of memory has been looked at, and these pages are not zero. */
  startFrom(usedPages: readonly number[]): void {
    this.#shadow = new Shadow(usedPages);
    this.#applied = false;
  }

  take(instance: ModuleInstance): void {
    const { host, memory } = instance;
    this.#shadow?.take(memory.bytes);
    if (this.#savedHost?.uses !== host.uses) this.#savedHost = { state: host.save(), uses: host.uses };
    this.#mark = { globals: instance.saveGlobals(), host: this.#savedHost };
  }

  /** A message has succeeded. */
  passed(): void {
    if (this.#mark === undefined) this.#shadow = undefined;
    this.#mark = undefined;
  }

  /** The instance is another. */
  lost(): void {
    this.#shadow = undefined;
    this.#mark = undefined;
    this.#savedHost = undefined;
    this.#applied = false;
  }

  /**
   * Makes `instance` what it was, but for its host where another is given. False where that is not possible: no shadow was taken, or memory
   * has grown, which nothing takes back.
   */
  apply(instance: ModuleInstance, otherHost?: HostState): boolean {
    const { memory, host } = instance;
    if (this.#shadow === undefined || this.#mark === undefined) return false;
    if (memory.byteLength !== this.#shadow.memoryBytes) return false;
    this.#shadow.restore(memory.bytes);
    this.#applied = true;
    instance.undone(this.#mark.globals);
    const state = otherHost ?? this.#mark.host.state;
    if (host.uses !== this.#mark.host.uses || state !== this.#mark.host.state) host.restore(state);
    this.#savedHost = { uses: host.uses, state };
    this.#mark = { ...this.#mark, host: this.#savedHost };
    return true;
  }

  /** The pages in which memory differs from the shadow. */
  changes(memory: Uint8Array<ArrayBuffer>): ChangedPages {
    return this.#shadow?.changes(memory) ?? new Map();
  }

  /** True where every page that differs from the last look was in the shadow's sight, or nothing was undone since. */
  explains(different: readonly number[]): boolean {
    const shadow = this.#shadow;
    return !this.#applied || shadow === undefined || different.every((page) => shadow.covers(page));
  }

  /** All of memory has been looked at, and nothing was found. */
  looked(): void {
    this.#applied = false;
  }

  distrust(): void {
    this.#distrusted = true;
  }
}
