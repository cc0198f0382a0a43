import { createHash } from 'node:crypto';
import { delay } from '../../../base/abort.ts';
import type { Bytes } from '../../../base/bytes.ts';
import { EvaluationError, isSelfsameError, SelfsameError, ThreadError } from '../../../base/errors.ts';
import { encodeJsonBytes } from '../../../base/jsonBytes.ts';
import type {
  CapturedState,
  CaptureOptions,
  Evaluated,
  EvaluateOptions,
  EvaluatorOptions,
  EvaluatorStatus,
  HostState,
} from '../../../evaluation/evaluator.ts';
import type { EvaluationProfile } from '../../../evaluation/profile.ts';
import type { DriveDoor } from '../../../evaluation/weaveDrive/driveDoor.ts';
import type { EvaluationResult } from '../../../protocol/evaluationResult.ts';
import type { WasmMessage } from '../../../protocol/wasmMessage.ts';
import { MemoryModel, memoryOf } from '../../../storage/testing/memoryModel.ts';
import type { EvaluatorService } from '../../evaluator/remoteEvaluator.ts';
import { type Reading, readingOf, readThroughDoor } from './toyDrive.ts';

const pagesAtOnce = 16;
const mostPages = 48;

/**
 * A module that costs nothing: what a message does depends on every byte of it, of memory and of the host. Some fail, some grow memory, some write to
 * files. Memory that was one byte off at any time shows in every result from there on.
 */
export class ToyLine {
  readonly #memory: MemoryModel;
  readonly #profile: string;
  #clockTick: number;
  /** By path. */
  readonly files: Map<string, Bytes>;

  constructor(profile: EvaluationProfile, restore?: EvaluatorOptions['restore']) {
    this.#profile = JSON.stringify(profile);
    this.#memory = new MemoryModel(restore && memoryOf(restore));
    if (restore === undefined) this.#memory.grow(pagesAtOnce);
    this.#clockTick = restore?.host.clockTick ?? 10_000;
    this.files = new Map(restore?.host.files.map(({ path, data }) => [path, data]));
  }

  get status(): EvaluatorStatus {
    const memoryBytes = this.#memory.bytes.length;
    return { memoryBytes, evaluatedCount: 0, fastPath: 'none', watching: { kind: 'none' } };
  }

  hash(): string {
    return createHash('sha256').update(this.#memory.bytes).digest('hex');
  }

  /** @param read what this message has read of Arweave */
  evaluate(
    { json }: Pick<WasmMessage, 'json'>,
    read?: Bytes,
  ): {
    readonly result: EvaluationResult;
    readonly handleMs: number;
  } {
    const before = this.hash();
    const dice = this.#roll(before, json, read);
    const handleMs = 40 + (dice[0] ?? 0) * 3;
    this.#clockTick += 1 + (dice[1] ?? 0);
    if ((dice[2] ?? 0) % 6 === 0) return { result: resultOf(`failed on ${before}`, 'It fails.'), handleMs };
    if ((dice[3] ?? 0) % 12 === 0 && this.#memory.pageCount < mostPages) this.#memory.grow(pagesAtOnce);
    for (const page of dice.subarray(8, 9 + ((dice[4] ?? 0) % 4)))
      this.#memory.write(page, page % 5 === 0 ? 0 : page ^ (dice[5] ?? 0));
    if ((dice[6] ?? 0) % 4 === 0)
      this.files.set(`/data/${(dice[7] ?? 0) % 3}`, new Uint8Array(dice.subarray(16)));
    return { result: resultOf(`moved on from ${before}`), handleMs };
  }

  /** Leaves everything as it is. */
  dryRun(): Evaluated {
    return { result: resultOf(`asked at ${this.hash()}`), handleMs: 5 };
  }

  capture(options?: CaptureOptions): CapturedState {
    const pages = this.#memory.capture(options) as CapturedState['pages'];
    return { memoryBytes: this.#memory.bytes.length, pages, host: this.host() };
  }

  host(): HostState {
    const files = [...this.files].map(([path, data]) => ({ path, data: data.slice() }));
    return { clockTick: this.#clockTick, files };
  }

  #roll(before: string, json: Uint8Array, read: Uint8Array = new Uint8Array(0)): Uint8Array {
    const dice = createHash('sha256')
      .update(`${this.#profile} ${this.#clockTick} ${before}`)
      .update(json)
      .update(read);
    for (const [path, data] of this.files) dice.update(path).update(data);
    return dice.digest();
  }
}

function resultOf(data: string, error?: string): EvaluationResult {
  const nothing = { Messages: [], Assignments: [], Spawns: [] };
  return { ...nothing, Output: { data }, GasUsed: 0, ...(error !== undefined && { Error: error }) };
}

/** What a worker serves that runs one, taking as long as its messages say. */
export function serveToyLine(signal: AbortSignal): EvaluatorService {
  let line: ToyLine | undefined;
  let door: DriveDoor | undefined;
  let evaluatedCount = 0;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Answer>(answer: (line: ToyLine) => Promise<Answer> | Answer): Promise<Answer> => {
    const turn = last.then(() => {
      if (line === undefined) throw new ThreadError('closed', 'Nothing was opened.');
      return answer(line);
    });
    last = turn.catch(() => undefined);
    return turn;
  };
  const readCounted = async (open: ToyLine, reading: Reading, evaluatedBefore: number): Promise<Bytes> => {
    if (door === undefined) throw new EvaluationError('weavedrive-halt', 'It has no drive.');
    try {
      return await readThroughDoor(door, open.files, reading);
    } catch (error) {
      if (!isSelfsameError(error)) throw error;
      const { layer, code, message, details, cause } = error;
      throw new SelfsameError(layer, code, message, { details: { ...details, evaluatedBefore }, cause });
    }
  };
  const evaluateAll = async (open: ToyLine, messages: readonly WasmMessage[], options?: EvaluateOptions) => {
    const evaluated: Evaluated[] = [];
    for (const message of messages) {
      const reading = readingOf(message.json);
      const read = reading && (await readCounted(open, reading, evaluated.length));
      const { result, handleMs } = open.evaluate(message, read);
      await delay(handleMs, { signal });
      evaluatedCount += 1;
      const hashed = options?.hashMemory === true;
      evaluated.push({ result, handleMs, ...(hashed && { memorySha256: open.hash() }) });
    }
    return encodeJsonBytes(evaluated);
  };
  return {
    open: async ({ profile, restore }, _, drive) => {
      await delay(5, { signal });
      door = drive;
      line = new ToyLine(profile, restore);
    },
    evaluate: (messages, options) => inTurn((open) => evaluateAll(open, messages, options)),
    dryRun: () => inTurn((open) => open.dryRun()),
    capture: (options) => inTurn((open) => open.capture(options)),
    hashMemory: () => inTurn((open) => open.hash()),
    status: () => inTurn(({ status }) => ({ ...status, evaluatedCount })),
    close: () => undefined,
  };
}
