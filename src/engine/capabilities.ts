import { offersMemory64 } from '../evaluation/rewriting/engineFeatures.ts';
import type { Capabilities } from './api.ts';

/** What this browser offers, as far as it can be seen without trying anything. */
export function describeCapabilities(): Omit<Capabilities, 'storageProblem'> {
  const wasm = typeof WebAssembly === 'object';
  return {
    wasm,
    memory64: wasm && offersMemory64(),
    webLocks: typeof navigator === 'object' && 'locks' in navigator,
  };
}
