import type { FormatTraits } from '../../formats.ts';
import { type ModuleMemory, wasmPageBytes } from '../../instance/moduleMemory.ts';
import { define, type ImportFamily } from './define.ts';

/** What emscripten has called its `memcpy`. */
export const copyNames: ReadonlySet<string> = new Set([
  '_emscripten_memcpy_js',
  'emscripten_memcpy_js',
  'emscripten_memcpy_big',
]);

const mostOvergrowthBytes = 100_663_296;

/** Growing and copying memory. The growth formula decides the memory's length and so every hash (legacynet.md §5.6). */
export function heapImports(memory: ModuleMemory, traits: FormatTraits): ImportFamily {
  const copy = define('ppp>v', (destination, source, count) => {
    memory.copyWithin(destination, source, source + count);
  });
  return {
    emscripten_resize_heap: define('p>i', (requested) => Number(growTo(memory, requested, traits))),
    emscripten_get_heap_max: define('>p', () => traits.heapCeilingBytes),
    ...Object.fromEntries([...copyNames].map((name) => [name, copy])),
  };
}

/** Asks for a fifth more than there is, then for a tenth, then for a twentieth, but never for less than is needed. */
function growTo(memory: ModuleMemory, requestedBytes: number, traits: FormatTraits): boolean {
  if (requestedBytes > traits.heapCeilingBytes) return false;
  const oldBytes = memory.byteLength;
  for (const share of [0.2, 0.1, 0.05]) {
    const overgrown = Math.min(oldBytes * (1 + share), requestedBytes + mostOvergrowthBytes);
    const wanted = Math.max(requestedBytes, overgrown);
    const newBytes = Math.min(traits.heapCeilingBytes, alignUp(wanted));
    if (memory.grow(Math.floor((newBytes - oldBytes + wasmPageBytes - 1) / wasmPageBytes))) return true;
  }
  return false;
}

/** Rounds as the reference does, fractions of a byte included. */
function alignUp(bytes: number): number {
  return bytes + ((wasmPageBytes - (bytes % wasmPageBytes)) % wasmPageBytes);
}
