import { deflate } from '../base/deflate.ts';
import { serve } from '../threads/serve.ts';
import { loadCurves } from './loadCurves.ts';
import { createVerifierService } from './verifierService.ts';

// Checks signatures beside the evaluator: a worker's WebCrypto keeps the worker itself busy (performance.md §0.9).
// While a checkpoint is saved there is little to verify, so that half of it is compressed here.
serve(
  { ...createVerifierService(), deflate },
  {
    transfersOf: (answer) => (answer instanceof Uint8Array ? [answer.buffer as ArrayBuffer] : []),
  },
);

// Not in the way of the first messages, which may need none.
setTimeout(() => void loadCurves(), 2000);
