import { encodeUtf8 } from '../src/base/bytes.ts';
import { openRemoteEvaluator } from '../src/engine/evaluator/remoteEvaluator.ts';
import type { Evaluator, WatchingState } from '../src/evaluation/evaluator.ts';
import { dockerProfile } from '../src/evaluation/profile.ts';
import { compileRunnable, type RunnableModule } from '../src/evaluation/rewriting/runnableModule.ts';
import type { ModuleFormat } from '../src/protocol/module.ts';
import type { WasmMessage } from '../src/protocol/wasmMessage.ts';

export interface PageStep {
  readonly result: string;
  readonly memory: string | undefined;
}

/** A message on its way into the page, which takes JSON only. */
export interface MessageText extends Omit<WasmMessage, 'json'> {
  readonly json: string;
}

export interface PageApi {
  open(request: {
    readonly moduleUrl: string;
    readonly format: ModuleFormat;
    readonly environmentJson: string;
    readonly computeLimit: number | undefined;
    readonly watchesAlways: boolean;
  }): Promise<void>;
  evaluate(message: MessageText, hashMemory: boolean): Promise<PageStep>;
  watching(): Promise<WatchingState | undefined>;
  close(): void;
}

declare global {
  interface Window {
    conformance: PageApi;
  }
}

const compiled = new Map<string, Promise<RunnableModule>>();
let evaluator: Evaluator | undefined;

async function compile(moduleUrl: string, format: ModuleFormat): Promise<RunnableModule> {
  const bytes = new Uint8Array(await (await fetch(moduleUrl)).arrayBuffer());
  return compileRunnable(bytes, format);
}

// As the engine does it: the module is compiled here, and runs in a worker of its own.
window.conformance = {
  async open({ moduleUrl, format, environmentJson, computeLimit, watchesAlways }) {
    const module = compiled.get(moduleUrl) ?? compile(moduleUrl, format);
    compiled.set(moduleUrl, module);
    const createWorker = () =>
      new Worker(new URL('../src/evaluation/evaluator.worker.ts', import.meta.url), { type: 'module' });
    evaluator = await openRemoteEvaluator(createWorker, {
      module: await module,
      format,
      environmentJson,
      profile: dockerProfile,
      computeLimit,
      watchesAlways,
    });
  },
  async evaluate(message, hashMemory) {
    const [answer] =
      (await evaluator?.evaluate([{ ...message, json: encodeUtf8(message.json) }], { hashMemory })) ?? [];
    return { result: JSON.stringify(answer?.result), memory: answer?.memorySha256 };
  },
  watching: async () => (await evaluator?.status())?.watching,
  close() {
    evaluator?.close();
    evaluator = undefined;
  },
};
