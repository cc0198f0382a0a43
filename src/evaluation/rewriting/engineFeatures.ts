/** Empty modules that have a memory section and nothing else: one memory whose limits have flag 4 (64-bit addresses); two memories. */
const wideMemory = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 3, 1, 4, 0]);
const twoMemories = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 5, 2, 0, 0, 0, 0]);

/** Whether this engine runs modules with 64-bit addresses as they are. */
export function offersMemory64(): boolean {
  return WebAssembly.validate(wideMemory);
}

/** Whether an instance may have several memories. */
export function offersMemories(): boolean {
  return WebAssembly.validate(twoMemories);
}
