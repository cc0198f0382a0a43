/** An empty module whose one memory has 64-bit addresses: header, then a memory section with limits flag 4 (memory64, no maximum). */
const probe = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 3, 1, 4, 0]);

/** Whether this engine runs modules with 64-bit addresses as they are. */
export function offersMemory64(): boolean {
  return WebAssembly.validate(probe);
}
