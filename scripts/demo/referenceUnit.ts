import AoLoader from '@permaweb/ao-loader';
import { dockerProfile } from '../../src/evaluation/profile.ts';
import type { RecordedResult } from './recordedResults.ts';
import type { ReferenceInput } from './referenceInputs.ts';

type Handle = (
  memory: ArrayBufferLike | Uint8Array | null,
  message: ReferenceInput,
  environment: object,
) => Promise<Readonly<Record<string, unknown>>>;

/**
 * Evaluates messages with the reference loader as the reference compute unit does (legacynet.md §6.3): memory copied in and out, and
 * after every error the last good memory in a fresh instance. memory64 modules need Node 20 with `--experimental-wasm-memory64`.
 */
export class ReferenceUnit {
  private handle: Handle | undefined;
  /** All of it, as after the last message; null before the first. */
  memory: Uint8Array | null = null;
  private readonly module: { readonly wasm: Uint8Array; readonly format: string };
  private readonly environment: object;

  constructor(module: { readonly wasm: Uint8Array; readonly format: string }, environment: object) {
    this.module = module;
    this.environment = environment;
  }

  async evaluate(message: ReferenceInput): Promise<RecordedResult> {
    this.handle ??= await this.instantiate();
    const answer = await this.handle(this.memory, message, this.environment).catch(
      (thrown: unknown) => ({ Output: '', Error: thrown }) as const,
    );
    const {
      Memory,
      Messages = [],
      Assignments = [],
      Spawns = [],
      Output = '',
      GasUsed,
      Error: error,
    } = answer as Readonly<Record<string, unknown>>;
    if (error) this.handle = undefined;
    else this.memory = Memory as Uint8Array;
    return {
      Messages,
      Assignments,
      Spawns,
      Output: typeof Output === 'number' ? String(Output) : Output,
      ...(GasUsed === undefined ? {} : { GasUsed }),
      ...(error === undefined ? {} : { Error: error }),
    } as RecordedResult;
  }

  /** The loader shows modules the path of the running script; the reference's own path stands in for it (legacynet.md §5.5). */
  private async instantiate(): Promise<Handle> {
    const script = process.argv[1];
    const shown = dockerProfile.environmentStrings.find((text) => text.startsWith('_='))?.slice(2);
    try {
      process.argv[1] = shown ?? '';
      return (await AoLoader(this.module.wasm, { format: this.module.format })) as unknown as Handle;
    } finally {
      process.argv[1] = script ?? '';
    }
  }
}
