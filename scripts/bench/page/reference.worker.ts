import loaderText from '../../../node_modules/@permaweb/ao-loader/dist/index.cjs?raw';

export interface ReferenceRequest {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly format: string;
  readonly environmentJson: string;
  /** JSON texts. */
  readonly messages: readonly string[];
  readonly warmUp: number;
}

export type ReferenceAnswer =
  | { readonly kind: 'done'; readonly elapsedMs: number; readonly memorySha256: string }
  | { readonly kind: 'failed'; readonly reason: string };

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

async function run({
  bytes,
  format,
  environmentJson,
  messages,
  warmUp,
}: ReferenceRequest): Promise<ReferenceAnswer> {
  // The loader replaces the clock for everyone.
  const now = performance.now.bind(performance);
  mendGrow();
  const handle = await loadAoLoader()(bytes, { format });
  const environment = JSON.parse(environmentJson) as unknown;
  let memory: Uint8Array<ArrayBuffer> | null = null;
  let startMs = now();
  for (const [index, message] of messages.entries()) {
    if (index === warmUp) startMs = now();
    const answer = await handle(memory, JSON.parse(message), environment);
    if (answer.Error) throw new Error(`Message ${index} failed: ${JSON.stringify(answer.Error)}`);
    memory = answer.Memory;
  }
  const elapsedMs = now() - startMs;
  if (memory === null) throw new Error('There was no message.');
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', memory));
  const memorySha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { kind: 'done', elapsedMs, memorySha256 };
}

self.onmessage = async ({ data }: MessageEvent<ReferenceRequest>) => {
  const answer = await run(data).catch(
    (error: unknown): ReferenceAnswer => ({ kind: 'failed', reason: String(error) }),
  );
  self.postMessage(answer);
};
