import type { ModuleMemory } from '../../instance/moduleMemory.ts';
import { define, type ImportFamily } from './define.ts';

/** The environment strings: data of the profile, never of the host (legacynet.md §5.5). */
export function environmentImports(memory: ModuleMemory, strings: readonly string[]): ImportFamily {
  // One byte a character: the reference cuts each character to its low byte.
  const encoded = strings.map((text) => Uint8Array.from(`${text}\0`, (character) => character.charCodeAt(0)));
  const totalBytes = encoded.reduce((sum, bytes) => sum + bytes.length, 0);
  return {
    environ_sizes_get: define('pp>i', (count, size) => {
      memory.writePointer(count, encoded.length);
      memory.writePointer(size, totalBytes);
      return 0;
    }),
    environ_get: define('pp>i', (pointers, buffer) => {
      let address = buffer;
      for (const [index, bytes] of encoded.entries()) {
        memory.writePointer(pointers + index * memory.pointerBytes, address);
        memory.writeBytes(address, bytes);
        address += bytes.length;
      }
      return 0;
    }),
  };
}
