import { type Bytes, concatBytes, decodeUtf8Strict } from '../../base/bytes.ts';
import { unreadable } from './bundleHeader.ts';

/** A gzip file from its beginning on, unpacked as it is read: no more of it is in memory than what was asked for, and a piece beside. */
export interface PackedReader {
  /** Up to the next line feed, which is read too and not given. Undefined where the file ends before there is one. */
  line(mostBytes: number): Promise<Bytes | undefined>;
  /** @throws EngineError `bundle-unreadable` where the file ends before */
  bytes(byteCount: number): Promise<Bytes>;
  skip(byteCount: number): Promise<void>;
  /** How many bytes were read or skipped. */
  readonly position: number;
  isAtEnd(): Promise<boolean>;
  /** Has to be called: the rest of the file is not read. */
  close(): Promise<void>;
}

/** A file may unpack to this much whatever its size, */
const alwaysUnpackedBytes = 1024 ** 3;
/** and beyond that to so many times its size. A schedule unpacks to three or four times as much; what is far from that was made to keep us busy. */
const mostTimesUnpacked = 64;

/**
 * Every method throws EngineError `bundle-unreadable` where the file is no gzip, is broken, or unpacks to far more than it could honestly hold.
 * @param alwaysBytes what a file may unpack to whatever its size
 */
export function readPacked(file: Blob, alwaysBytes = alwaysUnpackedBytes): PackedReader {
  const reader = slicesOf(file).pipeThrough(new DecompressionStream('gzip')).getReader();
  const maximumBytes = alwaysBytes + mostTimesUnpacked * file.size;
  let piece: Uint8Array = new Uint8Array(0);
  /** Of the piece, how much was read. */
  let start = 0;
  /** Of the file, where the piece begins. */
  let pieceBegins = 0;

  /** Whether there is anything more. */
  async function hasMore(): Promise<boolean> {
    while (start === piece.length) {
      const step = await reader.read().catch((error: unknown) => {
        throw unreadable('it cannot be unpacked', error);
      });
      if (step.done) return false;
      pieceBegins += piece.length;
      piece = step.value;
      start = 0;
      if (pieceBegins + piece.length > maximumBytes) {
        throw unreadable(`it unpacks to more than ${maximumBytes} bytes`);
      }
    }
    return true;
  }

  function takeTo(end: number): Uint8Array {
    const taken = piece.subarray(start, end);
    start = end;
    return taken;
  }

  async function forEachPart(byteCount: number, give: (part: Uint8Array) => void): Promise<void> {
    let missing = byteCount;
    while (missing > 0) {
      if (!(await hasMore())) throw unreadable('it ends in the middle of a section');
      const part = takeTo(Math.min(piece.length, start + missing));
      missing -= part.length;
      give(part);
    }
  }

  return {
    async line(mostBytes) {
      const parts: Uint8Array[] = [];
      let byteCount = 0;
      while (await hasMore()) {
        const end = piece.indexOf(lineFeed, start);
        const part = takeTo(end === -1 ? piece.length : end);
        parts.push(part);
        byteCount += part.length;
        if (byteCount > mostBytes) throw unreadable(`a line of it has more than ${mostBytes} bytes`);
        if (end !== -1) {
          start += 1;
          return concatBytes(parts);
        }
      }
      return undefined;
    },
    async bytes(byteCount) {
      const parts: Uint8Array[] = [];
      await forEachPart(byteCount, (part) => parts.push(part));
      return concatBytes(parts);
    },
    skip: (byteCount) => forEachPart(byteCount, () => undefined),
    get position() {
      return pieceBegins + start;
    },
    isAtEnd: async () => !(await hasMore()),
    async close() {
      await reader.cancel().catch(() => undefined);
    },
  };
}

const lineFeed = 0x0a;
/** What a slice unpacks to is in memory at once, at the worst a thousand times as much; a stream of the file's own may give all of it as one. */
const sliceBytes = 64 * 1024;

function slicesOf(file: Blob): ReadableStream<BufferSource> {
  let start = 0;
  return new ReadableStream(
    {
      async pull(controller) {
        if (start >= file.size) {
          controller.close();
          return;
        }
        const slice = file.slice(start, start + sliceBytes);
        start += sliceBytes;
        controller.enqueue(new Uint8Array(await slice.arrayBuffer()));
      },
    },
    { highWaterMark: 0 },
  );
}

/** What has been packed waits in this thread until there is as much, and then with the browser, which may lay it on its disk. */
const waitingBytes = 1024 ** 2;

/** A gzip file of these parts, one after the other; each is asked for when the one before has been packed. */
export async function pack(parts: AsyncIterable<Bytes> | Iterable<Bytes>): Promise<Blob> {
  const { writable, readable } = new CompressionStream('gzip');
  const written = writeAll(writable.getWriter(), parts);
  // Where a part cannot be had, the reader hears of it, too.
  written.catch(() => undefined);
  const reader = readable.getReader();
  const laidDown: Blob[] = [];
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let waitingCount = 0;
  const layDown = () => {
    laidDown.push(new Blob(waiting));
    waiting = [];
    waitingCount = 0;
  };
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    waiting.push(read.value as Uint8Array<ArrayBuffer>);
    waitingCount += read.value.length;
    if (waitingCount >= waitingBytes) layDown();
  }
  layDown();
  await written;
  return new Blob(laidDown, { type: 'application/gzip' });
}

async function writeAll(
  writer: WritableStreamDefaultWriter<BufferSource>,
  parts: AsyncIterable<Bytes> | Iterable<Bytes>,
): Promise<void> {
  try {
    for await (const part of parts) await writer.write(part);
  } catch (error) {
    await writer.abort(error);
    throw error;
  }
  await writer.close();
}

/** @throws EngineError `bundle-unreadable` */
export function decodeText(bytes: Bytes): string {
  const text = decodeUtf8Strict(bytes);
  if (text === undefined) throw unreadable('a part of it is not UTF-8');
  return text;
}
