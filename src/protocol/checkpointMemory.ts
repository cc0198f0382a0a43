import { createSHA256 } from 'hash-wasm';
import type { Bytes } from '../base/bytes.ts';
import { ProtocolError } from '../base/errors.ts';

/** A memory as a checkpoint keeps it: page `indices[i]` is `bytes[i × 4096, (i + 1) × 4096)`, all others are zero. */
export interface SparseMemory {
  readonly memoryBytes: number;
  readonly indices: Uint32Array<ArrayBuffer>;
  readonly bytes: Bytes;
}

export interface UnpackedMemory extends SparseMemory {
  /** Hex, over all of the memory. */
  readonly memorySha256: string;
}

const pageBytes = 4096;
const wasmPageBytes = 65_536;

/** As much as the reference lets a process have (legacynet.md §3.2): a few megabytes of gzip can unpack to gigabytes that are not zero. */
const mostHeldBytes = 1024 ** 3;

/**
 * Memory out of a published checkpoint's data. Only pages that are not zero are ever held: of an aos heap that is a fiftieth.
 * @param packed gzip of the memory (legacynet.md §8.1)
 * @throws ProtocolError `checkpoint-unreadable` where it is no gzip, no whole number of WebAssembly pages, or unpacks to more than `maximumBytes`, or to
 * more than `maximumHeldBytes` of pages that are not zero
 */
export async function unpackMemory(
  packed: Bytes,
  maximumBytes: number,
  maximumHeldBytes = mostHeldBytes,
): Promise<UnpackedMemory> {
  const hasher = await createSHA256();
  const pages = new PageCollector();
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw unreadable('it is not a whole gzip stream', cause);
      });
      if (done) break;
      hasher.update(value);
      pages.add(value);
      if (pages.byteCount > maximumBytes) throw unreadable(`it holds more than ${maximumBytes} bytes`);
      if (pages.heldBytes > maximumHeldBytes) {
        throw unreadable(`more than ${maximumHeldBytes} bytes of it are not zero`);
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  if (pages.byteCount === 0 || pages.byteCount % wasmPageBytes !== 0) {
    throw unreadable(`${pages.byteCount} bytes are no WebAssembly memory`);
  }
  return { ...pages.collected(), memoryBytes: pages.byteCount, memorySha256: hasher.digest('hex') };
}

/** Cuts a stream into pages, and keeps those that are not zero. */
class PageCollector {
  byteCount = 0;
  readonly #indices: number[] = [];
  readonly #pages: Uint8Array[] = [];
  readonly #page = new Uint8Array(pageBytes);
  readonly #words = new Int32Array(this.#page.buffer);

  get heldBytes(): number {
    return this.#pages.length * pageBytes;
  }

  add(chunk: Uint8Array): void {
    for (let start = 0; start < chunk.length; ) {
      const filled = this.byteCount % pageBytes;
      const piece = chunk.subarray(start, start + pageBytes - filled);
      this.#page.set(piece, filled);
      this.byteCount += piece.length;
      start += piece.length;
      if (this.byteCount % pageBytes === 0) this.#keepPage();
    }
  }

  #keepPage(): void {
    if (isZero(this.#words)) return;
    this.#indices.push(this.byteCount / pageBytes - 1);
    this.#pages.push(this.#page.slice());
  }

  collected(): Pick<SparseMemory, 'indices' | 'bytes'> {
    const bytes = new Uint8Array(this.#pages.length * pageBytes);
    for (const [slot, page] of this.#pages.entries()) bytes.set(page, slot * pageBytes);
    return { indices: Uint32Array.from(this.#indices), bytes };
  }
}

function isZero(words: Int32Array): boolean {
  for (const word of words) if (word !== 0) return false;
  return true;
}

export interface PackedMemory {
  /** gzip. */
  readonly data: Blob;
  readonly memorySha256: string;
}

/** What `unpackMemory` reads. The memory is written piece by piece, and never held whole. */
export async function packMemory(memory: SparseMemory): Promise<PackedMemory> {
  const hasher = await createSHA256();
  const pieces = piecesOf(memory);
  const source = new ReadableStream<Bytes>({
    pull(controller) {
      const { value, done } = pieces.next();
      if (done === true) {
        controller.close();
        return;
      }
      hasher.update(value);
      controller.enqueue(value);
    },
  });
  const data = await new Response(source.pipeThrough(new CompressionStream('gzip'))).blob();
  return { data, memorySha256: hasher.digest('hex') };
}

const piecePages = 256;

function* piecesOf({ memoryBytes, indices, bytes }: SparseMemory): Generator<Bytes, undefined> {
  let slot = 0;
  for (let start = 0; start < memoryBytes; start += piecePages * pageBytes) {
    const piece = new Uint8Array(Math.min(piecePages * pageBytes, memoryBytes - start));
    for (; slot < indices.length; slot += 1) {
      const offset = (indices[slot] ?? 0) * pageBytes - start;
      if (offset >= piece.length) break;
      piece.set(bytes.subarray(slot * pageBytes, (slot + 1) * pageBytes), offset);
    }
    yield piece;
  }
  return undefined;
}

function unreadable(what: string, cause?: unknown): ProtocolError {
  return new ProtocolError('checkpoint-unreadable', `The checkpoint’s data cannot be used: ${what}.`, {
    cause,
  });
}
