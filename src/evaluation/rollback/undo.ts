import type { HostState } from '../evaluator.ts';
import type { ModuleInstance } from '../instance/moduleInstance.ts';
import type { GlobalValues } from '../instance/moduleSide.ts';
import type { Outside } from '../instance/outside.ts';
import { Shadow } from './shadow.ts';

interface SavedHost {
  readonly uses: number;
  readonly state: HostState;
}

/** Undoes a watched message in place: memory from its shadow, globals and host as they were before it. */
export class Undo {
  #shadow: Shadow | undefined;
  #memoryBytes = 0;
  #globals: GlobalValues = new Map();
  #host: SavedHost | undefined;

  /** Whether the shadow is what memory holds: every message since has been watched. */
  get follows(): boolean {
    return this.#shadow !== undefined;
  }

  /** @param usedPages numbers of all pages that are not zero now */
  start(instance: ModuleInstance, usedPages: readonly number[]): void {
    const { bytes } = instance.memory;
    this.#shadow = new Shadow(bytes, usedPages);
    instance.marks?.drain(bytes.length);
    this.#mark(instance);
  }

  /** A watched message has succeeded. */
  follow(instance: ModuleInstance): void {
    const { bytes } = instance.memory;
    this.#shadow?.follow(bytes, instance.marks?.drain(bytes.length) ?? []);
    this.#mark(instance);
  }

  /** A message was not watched, or the instance is another. */
  lose(): void {
    this.#shadow = undefined;
    this.#host = undefined;
  }

  /**
   * Makes `instance` what it was before the watched message, but for what is outside its memory where that is given. False where memory has
   * grown, which nothing takes back.
   */
  apply(instance: ModuleInstance, other?: Outside): boolean {
    const { memory, marks, host } = instance;
    const { bytes } = memory;
    if (this.#shadow === undefined || this.#host === undefined || bytes.length !== this.#memoryBytes)
      return false;
    this.#shadow.restore(bytes, marks?.drain(bytes.length) ?? []);
    this.#globals = other?.globals ?? this.#globals;
    instance.undone(this.#globals);
    const state = other?.host ?? this.#host.state;
    if (host.uses !== this.#host.uses || state !== this.#host.state) host.restore(state);
    this.#host = { uses: host.uses, state };
    return true;
  }

  #mark(instance: ModuleInstance): void {
    const { host, memory } = instance;
    this.#memoryBytes = memory.byteLength;
    this.#globals = instance.saveGlobals();
    if (this.#host?.uses !== host.uses) this.#host = { state: host.save(), uses: host.uses };
  }
}
