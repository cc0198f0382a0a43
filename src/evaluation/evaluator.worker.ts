import type { Bytes } from '../base/bytes.ts';
import { ThreadError } from '../base/errors.ts';
import { encodeJsonBytes } from '../base/jsonBytes.ts';
import { serve } from '../threads/serve.ts';
import type { CapturedState, Evaluator, EvaluatorOptions } from './evaluator.ts';
import { openLocalEvaluator } from './localEvaluator.ts';
import type { WatchedModuleSource } from './rewriting/watching/watchedModule.ts';
import type { DriveDoor } from './weaveDrive/driveDoor.ts';

// The realm of one foreign module: no network, no database and no keys are ever brought in here.
let opened: Evaluator | undefined;

function evaluator(): Evaluator {
  if (opened === undefined) throw new ThreadError('closed', 'No module has been opened in this worker.');
  return opened;
}

const service: Omit<Evaluator, 'evaluate'> & {
  open(
    options: Omit<EvaluatorOptions, 'drive' | 'watchedModule'>,
    watchedModule: WatchedModuleSource,
    drive: DriveDoor | undefined,
  ): Promise<void>;
  evaluate(...parameters: Parameters<Evaluator['evaluate']>): Promise<Bytes>;
} = {
  async open(options, watchedModule, drive) {
    opened = await openLocalEvaluator({ ...options, watchedModule, ...(drive && { drive }) });
  },
  evaluate: async (messages, options) => encodeJsonBytes(await evaluator().evaluate(messages, options)),
  dryRun: (message) => evaluator().dryRun(message),
  capture: (options) => evaluator().capture(options),
  hashMemory: () => evaluator().hashMemory(),
  status: () => evaluator().status(),
  close: () => evaluator().close(),
};

serve(service, { transfersOf });

/** Results and a captured state's pages move to the engine; nothing of them is needed here any more. */
function transfersOf(answer: unknown): Transferable[] {
  if (answer instanceof Uint8Array) return [answer.buffer as ArrayBuffer];
  if (typeof answer !== 'object' || answer === null || !('pages' in answer)) return [];
  const { pages, host } = answer as CapturedState;
  return [pages.indices.buffer, pages.bytes.buffer, ...host.files.map((file) => file.data.buffer)];
}
