import { EvaluationError, isSelfsameError, SelfsameError, ThreadError } from '../base/errors.ts';
import type { WasmMessage } from '../protocol/wasmMessage.ts';
import type {
  CapturedState,
  CaptureOptions,
  Evaluated,
  EvaluateOptions,
  Evaluator,
  EvaluatorOptions,
  EvaluatorStatus,
} from './evaluator.ts';
import { formatTraits } from './formats.ts';
import { hashAtOnce, hashInPieces } from './instance/memoryHash.ts';
import { Line } from './line/line.ts';
import { gasUsedExport } from './rewriting/metering/meterModule.ts';

/**
 * Opens a module in this thread.
 * @throws EvaluationError `unsupported-module`, `module-invalid`, `state-invalid`, `host-state-invalid`
 */
export async function openLocalEvaluator(options: EvaluatorOptions): Promise<Evaluator> {
  const { module, format, profile, computeLimit, environmentJson, drive, restore } = options;
  const { watchedModule, watchesAlways } = options;
  const traits = formatTraits[format];
  if (traits.metered && !isMetered(module.exact)) {
    throw new EvaluationError(
      'unsupported-module',
      `A module of the format "${format}" has to be metered before it is compiled.`,
      { details: { format } },
    );
  }
  const line = await Line.open(
    { module, traits, profile, computeLimit, environmentJson, drive, watchedModule, watchesAlways },
    restore,
  );
  return new LocalEvaluator(line);
}

function isMetered(module: WebAssembly.Module): boolean {
  return WebAssembly.Module.exports(module).some(({ name }) => name === gasUsedExport);
}

class LocalEvaluator implements Evaluator {
  #line: Line | undefined;
  /** Settles when the calls made so far are answered; never rejects. */
  #queue: Promise<unknown> = Promise.resolve();
  #evaluatedCount = 0;

  constructor(line: Line) {
    this.#line = line;
  }

  evaluate(messages: readonly WasmMessage[], options: EvaluateOptions = {}): Promise<readonly Evaluated[]> {
    return this.#enqueue(async () => {
      const evaluated: Evaluated[] = [];
      for (const message of messages) {
        const line = this.#open();
        const answer = await line.evaluate(message).catch((error: unknown) => {
          throw withCount(error, evaluated.length);
        });
        this.#evaluatedCount += 1;
        const hashed = options.hashMemory === true;
        evaluated.push(hashed ? { ...answer, memorySha256: await hashAtOnce(await line.memory()) } : answer);
      }
      return evaluated;
    });
  }

  dryRun(message: WasmMessage): Promise<Evaluated> {
    return this.#enqueue(() => this.#open().dryRun(message));
  }

  capture(options?: CaptureOptions): Promise<CapturedState> {
    return this.#enqueue(() => this.#open().capture(options));
  }

  hashMemory(): Promise<string> {
    return this.#enqueue(async () => hashInPieces(await this.#open().memory()));
  }

  status(): Promise<EvaluatorStatus> {
    return this.#enqueue(() => {
      const { memoryBytes, fastPath, watching } = this.#open();
      return Promise.resolve({ memoryBytes, fastPath, watching, evaluatedCount: this.#evaluatedCount });
    });
  }

  close(): void {
    this.#line = undefined;
  }

  #open(): Line {
    if (this.#line === undefined) throw new ThreadError('closed', 'The evaluator has been closed.');
    return this.#line;
  }

  #enqueue<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    const answer = this.#queue.then(call);
    this.#queue = answer.catch(() => undefined);
    return answer;
  }
}

/** The same error, saying how many messages of the call were evaluated before the one that it stopped at. */
function withCount(error: unknown, evaluatedBefore: number): unknown {
  if (!isSelfsameError(error)) return error;
  const { layer, code, message, details, cause } = error;
  return new SelfsameError(layer, code, message, { details: { ...details, evaluatedBefore }, cause });
}
