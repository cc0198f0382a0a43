import type { Capabilities } from './api.ts';

/** An empty module whose one memory has 64-bit addresses: header, then a memory section with limits flag 4 (memory64, no maximum). */
const memory64Probe = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 3, 1, 4, 0]);

/** What this browser offers; asked before anything is tried. */
export function describeCapabilities(): Capabilities {
  const wasm = typeof WebAssembly === 'object';
  return {
    wasm,
    memory64: wasm && WebAssembly.validate(memory64Probe),
    indexedDb: typeof indexedDB === 'object',
    webLocks: typeof navigator === 'object' && 'locks' in navigator,
  };
}
