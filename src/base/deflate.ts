import { type Bytes, concatBytes } from './bytes.ts';
import { nextTurn } from './nextTurn.ts';

/** Some 10 ms of compressing: whoever asks this thread for something in the meantime does not wait for more. */
const pieceBytes = 512 * 1024;

/** As raw DEFLATE (RFC 1951), about 25 MB/s: the browser's stream works in the thread that reads it. */
export function deflate(bytes: Bytes): Promise<Bytes> {
  return pass(bytes, new CompressionStream('deflate-raw'));
}

/** @throws whatever the engine throws where the bytes are not what `deflate` could have written */
export function inflate(bytes: Bytes): Promise<Bytes> {
  return pass(bytes, new DecompressionStream('deflate-raw'));
}

async function pass(bytes: Bytes, stream: CompressionStream | DecompressionStream): Promise<Bytes> {
  const writer = stream.writable.getWriter();
  const written = writePieces(writer, bytes);
  // Where the bytes are broken the reader hears of it, too.
  written.catch(() => undefined);
  // Not by way of a Blob and a Response: those go through the browser's own process, which is busy when another tab ends.
  const reader = stream.readable.getReader();
  const chunks: Uint8Array[] = [];
  for (let read = await reader.read(); !read.done; read = await reader.read()) chunks.push(read.value);
  await written;
  return concatBytes(chunks);
}

async function writePieces(writer: WritableStreamDefaultWriter<BufferSource>, bytes: Bytes): Promise<void> {
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    if (start > 0) await nextTurn();
    await writer.write(bytes.subarray(start, start + pieceBytes));
  }
  await writer.close();
}
