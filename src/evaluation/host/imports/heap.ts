import type { FormatTraits } from '../../formats.ts';
import { AbortedError } from '../../instance/moduleErrors.ts';
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
    const crossed = crossingOf(traits);
    const end = traits.structures === 'early' ? crossed(source) + crossed(count) : crossed(source + count);
    memory.copyWithin(crossed(destination), crossed(source), end);
  });
  return {
    emscripten_resize_heap: define('p>i', (requested) => Number(growTo(memory, requested, traits))),
    emscripten_get_heap_max: define('>p', () => traits.heapCeilingBytes),
    ...Object.fromEntries([...copyNames].map((name) => [name, copy])),
  };
}

/** How an address is taken by what counts negative ones from the end: the earliest formats take a pointer's sign for that of a number. */
export function crossingOf({ pointerBytes, structures }: FormatTraits): (address: number) => number {
  if (pointerBytes === 8) return (address) => address;
  return structures === 'early' ? (address) => address | 0 : (address) => address >>> 0;
}

function growTo(memory: ModuleMemory, requestedBytes: number, traits: FormatTraits): boolean {
  const oldBytes = memory.seen.length;
  if (traits.asserts && !(requestedBytes > oldBytes)) throw new AbortedError('the heap is asked to shrink');
  // The earliest formats count from what they have seen of memory, later ones from what there is.
  const from = traits.structures === 'early' ? oldBytes : memory.byteLength;
  return grownLengths(oldBytes, requestedBytes, traits).some((newBytes) => {
    const pages = Math.floor((newBytes - from + wasmPageBytes - 1) / wasmPageBytes);
    return pages >= 0 && memory.grow(pages);
  });
}

/**
 * What the reference does to a memory that a new instance takes over: the instance asks its heap for that length, and is given a fifth more than
 * it starts with where that is longer. Compilers' modules grow by a fifth at least; those that grow by instructions of their own, or
 * start with half a gigabyte, end up with a longer memory after each error (legacynet.md §5.6).
 * @param startBytes what the instance starts with
 */
export function takeOver(memory: ModuleMemory, startBytes: number, traits: FormatTraits): void {
  const takenBytes = memory.byteLength;
  if (takenBytes <= startBytes) return;
  grownLengths(startBytes, takenBytes, traits).some((newBytes) =>
    memory.grow((newBytes - takenBytes) / wasmPageBytes),
  );
}

/** The lengths to try, in turn: a fifth more than there is, then a tenth, then a twentieth, but never less than is needed. */
function grownLengths(
  oldBytes: number,
  requestedBytes: number,
  { heapCeilingBytes }: FormatTraits,
): readonly number[] {
  if (requestedBytes > heapCeilingBytes) return [];
  return [0.2, 0.1, 0.05].map((share) => {
    const overgrown = Math.min(oldBytes * (1 + share), requestedBytes + mostOvergrowthBytes);
    return Math.min(heapCeilingBytes, alignUp(Math.max(requestedBytes, overgrown)));
  });
}

/** Rounds as the reference does, fractions of a byte included. */
function alignUp(bytes: number): number {
  return bytes + ((wasmPageBytes - (bytes % wasmPageBytes)) % wasmPageBytes);
}
