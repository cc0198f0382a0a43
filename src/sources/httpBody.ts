import { raceAbort } from '../base/abort.ts';
import { type Bytes, concatBytes } from '../base/bytes.ts';
import { SourceError } from '../base/errors.ts';
import type { InactivityTimer } from './inactivity.ts';

export type BodySink = (piece: Uint8Array) => void;

export interface BodyLimits {
  readonly url: string;
  readonly maximumBytes: number;
  readonly onBytes: (byteCount: number) => void;
  /** Takes the pieces, so that nothing is held. */
  readonly sink?: BodySink | undefined;
}

/**
 * The whole body, counted as it arrives; empty where a sink takes it.
 * @throws SourceError `too-large` as soon as that is known; `incomplete-body` where the connection was lost or fewer bytes came than announced
 */
export async function readBody(
  response: Response,
  timer: InactivityTimer,
  limits: BodyLimits,
): Promise<Bytes> {
  const announced = announcedBytes(response);
  if (announced !== undefined && announced > limits.maximumBytes) throw tooLarge(limits, announced);
  const parts: Uint8Array[] = [];
  let received = 0;
  const reader = response.body?.getReader();
  try {
    while (reader !== undefined) {
      const step = await raceAbort(reader.read(), timer.signal);
      if (step.done) break;
      timer.touch();
      received += step.value.length;
      limits.onBytes(step.value.length);
      if (received > limits.maximumBytes) throw tooLarge(limits, received);
      if (limits.sink === undefined) parts.push(step.value);
      else limits.sink(step.value);
    }
  } catch (error) {
    // Not awaited: a source that hangs may hang in its cancellation too.
    reader?.cancel(error).catch(() => undefined);
    if (timer.signal.aborted || error instanceof SourceError) throw error;
    throw incomplete(limits.url, received, announced, error);
  }
  if (announced !== undefined && received < announced) throw incomplete(limits.url, received, announced);
  return concatBytes(parts);
}

/** More than is ever shown of a refusal. */
const refusalBytes = 4096;

/** The beginning of a refusal's body, or what came of it: its status says enough. @throws the timer's reason */
export async function readRefusal(
  response: Response,
  timer: InactivityTimer,
  onBytes: (byteCount: number) => void,
): Promise<Bytes> {
  const parts: Uint8Array[] = [];
  let received = 0;
  const reader = response.body?.getReader();
  try {
    while (reader !== undefined && received < refusalBytes) {
      const step = await raceAbort(reader.read(), timer.signal);
      if (step.done) break;
      timer.touch();
      received += step.value.length;
      onBytes(step.value.length);
      parts.push(step.value);
    }
  } catch (error) {
    if (timer.signal.aborted) throw error;
  } finally {
    reader?.cancel().catch(() => undefined);
  }
  return concatBytes(parts);
}

/**
 * `Content-Length` where it counts the bytes that we see. A cross-origin response hides `Content-Encoding`, so its length may
 * be that of compressed bytes; there a browser's own check of the transfer has to do, and surfaces as a failed read.
 */
function announcedBytes(response: Response): number | undefined {
  if (response.type === 'cors' || response.headers.has('content-encoding')) return undefined;
  const header = response.headers.get('content-length');
  return header !== null && /^\d+$/.test(header) ? Number(header) : undefined;
}

function tooLarge(limits: BodyLimits, byteCount: number): SourceError {
  return new SourceError(
    'too-large',
    `${limits.url} answers with ${byteCount} bytes or more; at most ${limits.maximumBytes} are read.`,
    { details: { url: limits.url, byteCount, maximumBytes: limits.maximumBytes } },
  );
}

function incomplete(url: string, received: number, announced?: number, cause?: unknown): SourceError {
  const of = announced === undefined ? '' : ` of ${announced}`;
  return new SourceError('incomplete-body', `The answer of ${url} broke off after ${received}${of} bytes.`, {
    details: { url, received, expected: announced ?? null },
    cause,
  });
}
