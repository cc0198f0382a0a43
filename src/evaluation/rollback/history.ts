import { EvaluationError, isSelfsameError } from '../../base/errors.ts';
import type { EvaluatorState, HostState, MemoryPages } from '../evaluator.ts';
import {
  type HandleInput,
  type InstanceOptions,
  ModuleInstance,
  type Path,
} from '../instance/moduleInstance.ts';
import { wasmPageBytes } from '../instance/moduleMemory.ts';
import type { GlobalValues } from '../instance/moduleSide.ts';
import type { Outside } from '../instance/outside.ts';
import { readGlobals } from '../instance/savedGlobals.ts';
import { PageSnapshot, usedPagesOf } from './pageSnapshot.ts';

export interface LineOptions extends InstanceOptions {
  readonly environmentJson: string;
  /** Undefined: where that pays. */
  readonly watchesAlways?: boolean | undefined;
}

/** What happened since the base, enough to do it again. */
export type JournalEntry =
  | { readonly kind: 'message'; readonly message: HandleInput; readonly path: Path; readonly text: string }
  /** All that is outside memory became this. */
  | { readonly kind: 'outside'; readonly outside: Outside };

/** What may wait to be done again before the base moves, however little time it took: a module that does nothing answers as much as it likes. */
const mostJournalBytes = 64 * 1024 * 1024;

interface Base {
  readonly memoryBytes: number;
  readonly host: HostState;
  /** Those that are not listed are as a new instance has them. */
  readonly globals: GlobalValues;
}

/**
 * What it takes to build a line's instance again: a base, page by page, and what happened since. Evaluation is deterministic, clock included,
 * so that doing it again ends in the same memory.
 */
export class History {
  readonly #options: LineOptions;
  readonly #snapshot: PageSnapshot;
  /** Undefined: the instance as it starts, nothing restored. */
  #base: Base | undefined;
  #journal: JournalEntry[] = [];
  #journalBytes = 0;
  /** Pages that are not zero in an instance that has just started. */
  #imagePages: readonly number[] | undefined;
  #fresh: Outside | undefined;

  /** @throws EvaluationError `state-invalid` */
  constructor(options: LineOptions, restore: EvaluatorState | undefined) {
    this.#options = options;
    this.#base =
      restore === undefined
        ? undefined
        : { memoryBytes: restore.memoryBytes, host: restore.host, globals: readGlobals(restore.host) };
    this.#snapshot =
      restore === undefined ? new PageSnapshot() : PageSnapshot.from(restore.pages, restore.memoryBytes);
  }

  /** What a new instance has outside its memory. Known once one has been built. */
  get fresh(): Outside | undefined {
    return this.#fresh;
  }

  /** Whether there is a base, and nothing happened since. */
  get isAtBase(): boolean {
    return this.#base !== undefined && !this.hasJournal;
  }

  /** Whether anything is to be done again when the instance is built again. */
  get hasJournal(): boolean {
    return this.#journal.length > 0;
  }

  /** Whether what happened since the base takes so much room that the base should move. */
  get isLong(): boolean {
    return this.#journalBytes > mostJournalBytes;
  }

  /** Rising numbers of the pages that are not all zero at the base. */
  get usedPages(): readonly number[] {
    return this.#snapshot.usedPages;
  }

  record(entry: JournalEntry): void {
    this.#journal.push(entry);
    this.#journalBytes += this.#sizeOf(entry);
  }

  /** Numbers of all pages in which the instance differs from the base. Reads all of its memory. */
  differences(instance: ModuleInstance): readonly number[] {
    return this.#snapshot.differences(instance.memory.bytes, instance.nextUsedPage);
  }

  /** The base becomes what `instance` is. @param different what `differences` said of it */
  moveBase(instance: ModuleInstance, different: readonly number[]): void {
    const { memory, host } = instance;
    this.#snapshot.advance(memory.bytes, different);
    const globals = instance.saveGlobals();
    this.#base = { memoryBytes: memory.byteLength, host: host.save(), globals };
    this.#journal = [];
    this.#journalBytes = 0;
  }

  /** The pages that differ at the base from the last time they were taken. */
  takeChanges(): MemoryPages {
    return this.#snapshot.takeChanges();
  }

  /** The pages that are not all zero at the base. */
  takeAll(): MemoryPages {
    return this.#snapshot.takeAll();
  }

  /**
   * The line's instance as it is now: a new one, or `spoilt`, if that can become what the base was.
   * @param exactly leaves the fast path alone
   * @throws EvaluationError `not-repeatable`
   */
  async rebuild(
    spoilt: ModuleInstance | undefined,
    { exactly }: { readonly exactly: boolean },
  ): Promise<ModuleInstance> {
    const reset = spoilt !== undefined && this.resetToBase(spoilt);
    const instance = reset ? spoilt : await this.#build();
    for (const entry of this.#journal) await this.#redo(instance, entry, exactly);
    return instance;
  }

  /**
   * Makes `instance` what the base was. False where that is not possible: memory has grown, or its globals cannot be set.
   * @param different what `differences` says of it, where that is known
   */
  resetToBase(instance: ModuleInstance, different?: readonly number[]): boolean {
    const { memory, host } = instance;
    if (this.#base === undefined || this.#fresh === undefined || !instance.isShared) return false;
    if (memory.byteLength !== this.#base.memoryBytes) return false;
    this.#snapshot.restore(memory.bytes, different ?? this.differences(instance));
    instance.undone(new Map([...this.#fresh.globals, ...this.#base.globals]));
    host.restore(this.#base.host);
    return true;
  }

  #sizeOf(entry: JournalEntry): number {
    if (entry.kind === 'message') return entry.message.json.length + entry.text.length;
    if (entry.outside === this.#fresh) return 0;
    return entry.outside.host.files.reduce((sum, { data }) => sum + data.length, 0);
  }

  /** A new instance with the base's memory and host. */
  async #build(): Promise<ModuleInstance> {
    const instance = await ModuleInstance.create(this.#options);
    const { memory, host } = instance;
    this.#fresh ??= { host: host.save(), globals: instance.saveGlobals() };
    if (this.#base === undefined) return instance;
    const { memoryBytes, host: savedHost, globals } = this.#base;
    this.#imagePages ??= usedPagesOf(memory.bytes, instance.nextUsedPage);
    const missingPages = (memoryBytes - memory.byteLength) / wasmPageBytes;
    if (missingPages < 0 || !Number.isInteger(missingPages) || !memory.grow(missingPages)) {
      throw new EvaluationError(
        'state-invalid',
        `The saved memory of ${memoryBytes} bytes does not fit the module, which starts with ${memory.byteLength}.`,
        { details: { memoryBytes, initialBytes: memory.byteLength } },
      );
    }
    this.#snapshot.writeTo(memory.bytes, this.#imagePages);
    instance.undone(new Map([...this.#fresh.globals, ...globals]));
    host.restore(savedHost);
    return instance;
  }

  async #redo(instance: ModuleInstance, entry: JournalEntry, exactly: boolean): Promise<void> {
    if (entry.kind === 'outside') {
      instance.goOnWith(entry.outside);
      return;
    }
    let text: string;
    try {
      text = await instance.handle(
        entry.message,
        this.#options.environmentJson,
        exactly ? 'exact' : entry.path,
      );
    } catch (cause) {
      if (isSelfsameError(cause)) throw cause;
      throw notRepeatable('fails', { cause });
    }
    if (text !== entry.text) throw notRepeatable('has another result', {});
  }
}

function notRepeatable(what: string, options: { readonly cause?: unknown }): EvaluationError {
  return new EvaluationError(
    'not-repeatable',
    `A message that had been evaluated ${what} when it is evaluated again: this engine does not repeat itself.`,
    options,
  );
}
