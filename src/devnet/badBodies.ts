import { encodeUtf8 } from '../base/bytes.ts';
import { openToAll } from './unit.ts';

const pieceBytes = 8 * 1024 * 1024;
const depth = 100_000;

/** Goes on for as long as somebody reads. The same piece again and again: the liar need not hold what it sends. */
export function endlessResponse(contentType: string): Response {
  const piece = encodeUtf8(' '.repeat(pieceBytes));
  const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(piece) });
  return new Response(body, { headers: { ...openToAll, 'content-type': contentType } });
}

/** Text of an array in an array, deep enough for any recursion over it to run out of stack. */
export function bottomlessJson(): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

/** The bytes as gzip, which no header tells. */
export function compressedResponse(bytes: Uint8Array<ArrayBuffer>, contentType: string): Response {
  const body = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Response(body, { headers: { ...openToAll, 'content-type': contentType } });
}

/** Never settles but by the asker's giving up. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
