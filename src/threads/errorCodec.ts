import { type ErrorDetails, type ErrorLayer, isSelfsameError, SelfsameError } from '../base/errors.ts';

/** An error as structured-cloneable data: what Comlink alone would lose (`code`, `details`, `cause`) is kept. */
export type WireError =
  | {
      readonly kind: 'selfsame';
      readonly layer: ErrorLayer;
      readonly code: string;
      readonly message: string;
      readonly details: ErrorDetails;
      readonly stack: string | undefined;
      readonly cause: WireError | undefined;
    }
  | { readonly kind: 'abort'; readonly message: string; readonly name: string }
  | {
      readonly kind: 'other';
      readonly name: string;
      readonly message: string;
      readonly stack: string | undefined;
      readonly cause: WireError | undefined;
    };

const deepestCause = 8;

export function encodeError(error: unknown, depth = 0): WireError {
  if (error instanceof DOMException) return { kind: 'abort', message: error.message, name: error.name };
  const cause =
    error instanceof Error && error.cause !== undefined && depth < deepestCause
      ? encodeError(error.cause, depth + 1)
      : undefined;
  if (isSelfsameError(error)) {
    const { layer, code, message, details, stack } = error;
    return { kind: 'selfsame', layer, code, message, details, stack, cause };
  }
  if (error instanceof Error) {
    return { kind: 'other', name: error.name, message: error.message, stack: error.stack, cause };
  }
  return { kind: 'other', name: 'Error', message: String(error), stack: undefined, cause };
}

export function decodeError(wire: WireError): Error {
  switch (wire.kind) {
    case 'abort':
      return new DOMException(wire.message, wire.name);
    case 'selfsame': {
      const { layer, code, message, details } = wire;
      const error = new SelfsameError(layer, code, message, { details, ...causeOf(wire) });
      if (wire.stack !== undefined) error.stack = wire.stack;
      return error;
    }
    case 'other': {
      const error = new Error(wire.message, causeOf(wire));
      error.name = wire.name;
      if (wire.stack !== undefined) error.stack = wire.stack;
      return error;
    }
  }
}

function causeOf(wire: { readonly cause: WireError | undefined }): { cause?: Error } {
  return wire.cause === undefined ? {} : { cause: decodeError(wire.cause) };
}
