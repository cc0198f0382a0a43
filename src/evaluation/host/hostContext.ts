import { decodeUtf8Strict, encodeUtf8 } from '../../base/bytes.ts';
import { EvaluationError, isSelfsameError, type SelfsameError } from '../../base/errors.ts';
import type { HostState } from '../evaluator.ts';
import { FileSystem } from '../fileSystem/fileSystem.ts';
import type { FileSystemState } from '../fileSystem/state.ts';
import type { FormatTraits } from '../formats.ts';
import type { EvaluationProfile } from '../profile.ts';
import { TickClock } from './clock.ts';

/**
 * All that a running module can see and change outside its linear memory. It outlives an instance where the reference keeps
 * its own alive, and is made anew where the reference starts a new one (legacynet.md §5.6).
 */
export class HostContext {
  readonly #traits: FormatTraits;
  #clock: TickClock;
  #files: FileSystem;
  #timeZoneSet = false;
  #startBytes: number | undefined;
  #highWord = 0;
  #refusal: SelfsameError | undefined;
  #uses = 0;

  constructor(profile: EvaluationProfile, traits: FormatTraits) {
    this.#traits = traits;
    this.#clock = new TickClock(profile.firstClockTick);
    this.#files = FileSystem.create(this.#clock, traits);
  }

  /** Rises whenever the module uses its host: where it has not risen, nothing has changed since. */
  get uses(): number {
    return this.#uses;
  }

  get clock(): TickClock {
    this.#uses += 1;
    return this.#clock;
  }

  get files(): FileSystem {
    this.#uses += 1;
    return this.#files;
  }

  /** Formats 1 and 2 allocate the zone's names once an instance. */
  get timeZoneSet(): boolean {
    return this.#timeZoneSet;
  }

  set timeZoneSet(value: boolean) {
    this.#uses += 1;
    this.#timeZoneSet = value;
  }

  /**
   * Of a new instance that has not been called yet: how long its own memory is, in bytes. When it is called, that decides how long the memory becomes
   * that it takes over.
   */
  get startBytes(): number | undefined {
    return this.#startBytes;
  }

  set startBytes(value: number | undefined) {
    this.#uses += 1;
    this.#startBytes = value;
  }

  /** The upper half of a 64-bit number, where modules of the earliest formats give it away or ask for it. */
  get highWord(): number {
    return this.#highWord;
  }

  set highWord(value: number) {
    if (value === this.#highWord) return;
    this.#uses += 1;
    this.#highWord = value;
  }

  /** Does what may refuse to go on with the module, which is free to catch that. */
  refusing<Value>(call: () => Value): Value {
    try {
      return call();
    } catch (error) {
      if (isSelfsameError(error)) this.#refusal = error;
      throw error;
    }
  }

  /** @throws the refusal that there was, whatever the module has made of it */
  assertNotRefused(): void {
    const refusal = this.#refusal;
    this.#refusal = undefined;
    if (refusal !== undefined) throw refusal;
  }

  /** What a checkpoint has to keep, as data. */
  save(): HostState {
    const { state, contents } = this.#files.save();
    const paths = new Map<number, string>();
    for (const node of state.nodes) if (node.kind === 'file') paths.set(node.content, this.#pathOf(node.ino));
    const detail: HostDetail = {
      fileSystem: state,
      timeZoneSet: this.#timeZoneSet,
      ...(this.#startBytes === undefined ? {} : { startBytes: this.#startBytes }),
      ...(this.#highWord === 0 ? {} : { highWord: this.#highWord }),
    };
    return {
      clockTick: this.#clock.next,
      files: [
        ...contents.map((data, index) => ({ path: paths.get(index) ?? '', data })),
        { path: detailName, data: encodeUtf8(JSON.stringify(detail)) },
      ],
    };
  }

  /**
   * Becomes what `save` saved.
   * @throws EvaluationError `host-state-invalid`
   */
  restore(saved: HostState): void {
    const detail = decodeDetail(saved);
    const contents = saved.files.filter(({ path }) => !path.startsWith(':')).map((file) => file.data);
    this.#clock = new TickClock(saved.clockTick);
    this.#files = FileSystem.restore(this.#clock, this.#traits, detail.fileSystem, contents);
    this.#timeZoneSet = detail.timeZoneSet;
    this.#startBytes = detail.startBytes;
    this.#highWord = detail.highWord ?? 0;
    this.#uses += 1;
  }

  #pathOf(ino: number): string {
    for (const node of this.#files.tree.table.nodes()) {
      if (node.ino === ino) return this.#files.tree.pathOf(node);
    }
    return '';
  }
}

/** Everything of a host but its clock and its files' bytes; kept as the content of a file that no module can name. */
interface HostDetail {
  readonly fileSystem: FileSystemState;
  readonly timeZoneSet: boolean;
  readonly startBytes?: number;
  readonly highWord?: number;
}

// Modules' own paths are absolute.
const detailName = ':host';

function decodeDetail(saved: HostState): HostDetail {
  const data = saved.files.find((file) => file.path === detailName)?.data;
  const text = data === undefined ? undefined : decodeUtf8Strict(data);
  if (text === undefined) {
    throw new EvaluationError('host-state-invalid', 'The saved state does not say which files were open.', {
      details: { clockTick: saved.clockTick, files: saved.files.length },
    });
  }
  // Written by `save`, and storage checks that it gives back what it was given.
  return JSON.parse(text) as HostDetail;
}
