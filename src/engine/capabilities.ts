import { offersMemory64 } from '../evaluation/rewriting/engineFeatures.ts';
import type { Capabilities } from './api.ts';

/** What this browser offers; asked before anything is tried. */
export function describeCapabilities(): Capabilities {
  const wasm = typeof WebAssembly === 'object';
  return {
    wasm,
    memory64: wasm && offersMemory64(),
    indexedDb: typeof indexedDB === 'object',
    webLocks: typeof navigator === 'object' && 'locks' in navigator,
  };
}
