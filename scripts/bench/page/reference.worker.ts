import loaderText from '../../../node_modules/@permaweb/ao-loader/dist/index.cjs?raw';
import { toHex } from '../../../src/base/bytes.ts';
import { serve } from '../../../src/threads/serve.ts';

export interface ReferenceRequest {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly format: string;
  readonly environmentJson: string;
  /** JSON texts. */
  readonly messages: readonly string[];
}

export interface ReferenceService {
  open(request: ReferenceRequest): Promise<void>;
  /** The next so many messages. */
  evaluate(count: number): Promise<void>;
  /** SHA-256 of the whole memory, in hex. */
  hashMemory(): Promise<string>;
}

type Handle = (
  memory: Uint8Array | null,
  message: unknown,
  environment: unknown,
) => Promise<{ readonly Memory: Uint8Array<ArrayBuffer>; readonly Error?: unknown }>;

type AoLoader = (bytes: Uint8Array, options: { readonly format: string }) => Promise<Handle>;

/** The loader as it is published. It is written for sloppy mode, and a bundler would make it strict, which it does not survive. */
function loadAoLoader(): AoLoader {
  const module: { exports: unknown } = { exports: {} };
  // Its metering names Node's Buffer when it loads; nothing of that runs for other formats.
  const require = () => ({ Buffer: class extends Uint8Array<ArrayBuffer> {} });
  new Function('module', 'exports', 'require', loaderText)(module, module.exports, require);
  return module.exports as AoLoader;
}

/**
 * Chromium's memory64 grows by BigInt alone, and the loader gives it a Number, so that unmodified it fails at its first message
 * (performance.md §0.1). Growing is the only thing mended here.
 */
function mendGrow(): void {
  const grow: unknown = Object.getOwnPropertyDescriptor(WebAssembly.Memory.prototype, 'grow')?.value;
  if (typeof grow !== 'function') throw new Error('WebAssembly.Memory cannot grow.');
  WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, pages: number): number {
    try {
      return Number(Reflect.apply(grow, this, [pages]));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return Number(Reflect.apply(grow, this, [BigInt(Math.floor(pages))]));
    }
  };
}

let open: { readonly handle: Handle; readonly messages: readonly string[]; readonly environment: unknown };
let memory: Uint8Array<ArrayBuffer> | null = null;
let done = 0;

const service: ReferenceService = {
  async open({ bytes, format, environmentJson, messages }) {
    mendGrow();
    const handle = await loadAoLoader()(bytes, { format });
    open = { handle, messages, environment: JSON.parse(environmentJson) as unknown };
  },
  async evaluate(count) {
    const { handle, messages, environment } = open;
    for (const message of messages.slice(done, done + count)) {
      const answer = await handle(memory, JSON.parse(message), environment);
      if (answer.Error) throw new Error(`Message ${done} failed: ${JSON.stringify(answer.Error)}`);
      memory = answer.Memory;
      done += 1;
    }
  },
  async hashMemory() {
    if (memory === null) throw new Error('There was no message.');
    return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', memory)));
  },
};

serve(service);
