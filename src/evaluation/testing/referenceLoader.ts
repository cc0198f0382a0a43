import { Worker } from 'node:worker_threads';
import type { ModuleFormat } from '../../protocol/module.ts';
import { RandomBytes } from '../host/randomBytes.ts';
import { dockerProfile } from '../profile.ts';

export interface ReferenceAnswer {
  /** The result as the reference CU would send it. */
  readonly text: string;
  /** The whole memory after this message, until the next is evaluated; undefined until a first message has succeeded. */
  readonly memory: Uint8Array | undefined;
}

/** What a gateway of the tests answers, by path: `/tx/…`, `/block/height/…`, `/…`. Everything else it does not know. */
export type GatewayAnswers = Readonly<Record<string, string | Uint8Array>>;

export interface ReferenceOptions {
  readonly computeLimit?: number;
  /** What it starts from, as the reference CU does from a checkpoint (legacynet.md §8.2); absent: an empty instance. */
  readonly memory?: Uint8Array;
  /** Attaches `@permaweb/weavedrive@0.0.18`, in a process with these tags. */
  readonly drive?: {
    readonly answers: GatewayAnswers;
    readonly processTags: readonly { readonly name: string; readonly value: string }[];
    /** Answers of its GraphQL endpoint, in turn: how many transactions match. */
    readonly matches?: readonly number[];
  };
}

/** `@permaweb/ao-loader@0.0.44`, driven as the reference CU drives it: the judge of our host. */
export class ReferenceLoader implements Disposable {
  readonly #worker: Worker;
  /** Of what its thread has died. */
  #failure: Error | undefined;

  constructor(modulePath: string, format: ModuleFormat, options: ReferenceOptions = {}) {
    // The loader asks the host for its zone.
    process.env['TZ'] = 'UTC';
    const program = dockerProfile.environmentStrings.find((text) => text.startsWith('_='))?.slice(2);
    this.#worker = new Worker(new URL('./referenceThread.mjs', import.meta.url), {
      workerData: { ...options, modulePath, format, program, randomState: new RandomBytes().state },
    });
    this.#worker.on('error', (error: Error) => {
      this.#failure = error;
    });
  }

  /** With `readOnly` the message is evaluated as a dry-run: what it changes is dropped. With `textOnly` memory is not handed over. */
  evaluate(
    json: string,
    environmentJson: string,
    { readOnly = false, textOnly = false } = {},
  ): Promise<ReferenceAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) throw this.#failure;
      this.#worker.once(
        'message',
        (answer: { failure?: string; text: string; memory?: SharedArrayBuffer }) => {
          this.#worker.off('error', reject);
          if (answer.failure !== undefined) reject(new Error(answer.failure));
          else
            resolve({
              text: answer.text,
              memory: answer.memory === undefined ? undefined : new Uint8Array(answer.memory),
            });
        },
      );
      this.#worker.once('error', reject);
      this.#worker.postMessage({ json, environmentJson, readOnly, textOnly });
    });
  }

  [Symbol.dispose](): void {
    void this.#worker.terminate();
  }
}
