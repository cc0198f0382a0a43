import { type TransferHandler, transferHandlers } from 'comlink';
import { decodeError, encodeError, type WireError } from './errorCodec.ts';

interface Thrown {
  readonly value: unknown;
}

let installed = false;

/**
 * Replaces Comlink's handler for thrown values, on this side of the channel. Both sides need it; importing `serve` or `connect`
 * does it. Comlink keeps its marker for "this was thrown" to itself, so its own `canHandle` is asked.
 */
export function installErrorCodec(): void {
  if (installed) return;
  installed = true;
  const original = transferHandlers.get('throw');
  if (original === undefined) throw new Error('Comlink has no handler for thrown values.');
  const handler: TransferHandler<Thrown, WireError> = {
    canHandle: (value): value is Thrown => original.canHandle(value),
    serialize: ({ value }) => [encodeError(value), []],
    deserialize: (wire) => {
      throw decodeError(wire);
    },
  };
  transferHandlers.set('throw', handler);
}
