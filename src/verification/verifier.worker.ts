import { serve } from '../threads/serve.ts';
import { createVerifierService } from './verifierService.ts';

// Checks signatures beside the evaluator: a worker's WebCrypto keeps the worker itself busy (performance.md §0.9).
serve(createVerifierService());
