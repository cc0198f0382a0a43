import { serve } from '../threads/serve.ts';
import { loadCurves } from './loadCurves.ts';
import { createVerifierService } from './verifierService.ts';

// Checks signatures beside the evaluator: a worker's WebCrypto keeps the worker itself busy (performance.md §0.9).
serve(createVerifierService());

// Not in the way of the first messages, which may need none.
setTimeout(() => void loadCurves(), 2000);
