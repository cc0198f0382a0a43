import { type Bytes, encodeUtf8 } from '../../../base/bytes.ts';
import { exportsWithGlobals } from '../keeping/exportedGlobals.ts';
import { WasmWriter } from '../wasm/bytes.ts';
import { appendEntries, section, WasmSections } from '../wasm/sections.ts';

/** Where a module with shared memory imports it from. */
export const sharedMemoryImport = { module: 'selfsame', name: 'memory' } as const;

/** Early engines create no larger memory from JavaScript, though modules may declare one. */
const mostPages = 65_536;

const limitsFlags = { maximum: 1, wide: 4 } as const;

/** What a memory has to be created with, in wasm pages. */
export interface MemoryLimits {
  readonly initial: number;
  readonly maximum: number | undefined;
  /** Addresses have 64 bits. */
  readonly wide: boolean;
}

export interface SharingModule {
  readonly bytes: Bytes;
  readonly limits: MemoryLimits;
}

/**
 * The module with its memory imported and its mutable globals exported, and otherwise as it is, down to every instruction: what an instance has
 * beside its memory can then be read and set, so that a message can be undone in place, or done by another instance on the same memory.
 * Undefined where it has no memory of its own, or a kind of it that is not known.
 * @throws EvaluationError `module-invalid`, `unsupported-module`
 */
export function shareMemory(bytes: Uint8Array): SharingModule | undefined {
  const sections = WasmSections.read(bytes);
  const { count, reader } = sections.entries(section.memory);
  if (count !== 1) return undefined;
  const start = reader.offset;
  const flags = reader.byte();
  const wide = (flags & limitsFlags.wide) !== 0;
  const bounded = (flags & limitsFlags.maximum) !== 0;
  if ((flags & ~(limitsFlags.wide | limitsFlags.maximum)) !== 0) return undefined;
  const initial = Number(reader.unsigned64());
  const maximum = bounded ? Number(reader.unsigned64()) : undefined;
  // With 64-bit addresses a memory without one grows beyond what marks reach, too.
  if ((maximum ?? (wide ? Number.POSITIVE_INFINITY : 0)) > mostPages) return undefined;
  const imported = new WasmWriter();
  imported.vector(encodeUtf8(sharedMemoryImport.module));
  imported.vector(encodeUtf8(sharedMemoryImport.name));
  imported.byte(2);
  imported.copy(reader.bytes, start, reader.offset);
  const shared = sections.with(
    new Map<number, Uint8Array | undefined>([
      [section.memory, undefined],
      [section.import, appendEntries(sections.find(section.import), [imported.take()])],
      [section.export, exportsWithGlobals(sections)],
    ]),
  );
  return { bytes: shared.write(), limits: { initial, maximum, wide } };
}

/**
 * Engines with the final memory64 API take BigInts and `address`, older ones (Node 20) Numbers and `index`.
 * @throws RangeError where the engine has no room
 */
export function createMemory({ initial, maximum, wide }: MemoryLimits): WebAssembly.Memory {
  const bounds = maximum === undefined ? {} : { maximum };
  if (!wide) return new WebAssembly.Memory({ initial, ...bounds });
  const wideBounds = maximum === undefined ? {} : { maximum: BigInt(maximum) };
  const final = { initial: BigInt(initial), ...wideBounds, address: 'i64' };
  try {
    return new WebAssembly.Memory(final as unknown as WebAssembly.MemoryDescriptor);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const early = { initial, ...bounds, index: 'i64' };
    return new WebAssembly.Memory(early);
  }
}
