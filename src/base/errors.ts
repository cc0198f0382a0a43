/** What a thrown error carries beside its sentence. Flat, so that it crosses threads and fits on a screen. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

/** Which layer noticed. Together with `code` it identifies the failure; messages are for people only. */
export type ErrorLayer =
  | 'source'
  | 'protocol'
  | 'verification'
  | 'evaluation'
  | 'storage'
  | 'engine'
  | 'thread';

export interface ErrorOptionsWithDetails {
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
}

/**
 * The one base of every error that Selfsame throws on purpose.
 *
 * `layer` says where, `code` (kebab-case) says what, `details` holds ids, nonces, units, `expected` and `actual`.
 * Nobody compares messages. Subclasses exist per layer; after crossing a thread an error is a plain
 * `SelfsameError` with the same `layer`, `code`, `details` and `cause`, so consumers test those.
 */
export class SelfsameError extends Error {
  readonly layer: ErrorLayer;
  readonly code: string;
  readonly details: ErrorDetails;

  constructor(layer: ErrorLayer, code: string, message: string, options: ErrorOptionsWithDetails = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = `${layer[0]?.toUpperCase() ?? ''}${layer.slice(1)}Error`;
    this.layer = layer;
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** The outside could not be reached or did not answer as asked. */
export class SourceError extends SelfsameError {
  constructor(code: string, message: string, options?: ErrorOptionsWithDetails) {
    super('source', code, message, options);
  }
}

/** Bytes or JSON do not have the shape that the protocol gives them. */
export class ProtocolError extends SelfsameError {
  constructor(code: string, message: string, options?: ErrorOptionsWithDetails) {
    super('protocol', code, message, options);
  }
}

/** Well-formed, but not what it claims to be. */
export class VerificationError extends SelfsameError {
  constructor(code: string, message: string, options?: ErrorOptionsWithDetails) {
    super('verification', code, message, options);
  }
}

/** The module could not be run, or running it had to be stopped. Never an error *of* the process: that is a result. */
export class EvaluationError extends SelfsameError {
  constructor(code: string, message: string, options?: ErrorOptionsWithDetails) {
    super('evaluation', code, message, options);
  }
}

/** The browser's storage refused, lost or changed something. */
export class StorageError extends SelfsameError {
  constructor(code: string, message: string, options?: ErrorOptionsWithDetails) {
    super('storage', code, message, options);
  }
}

/** The request makes no sense in the engine's present state. */
export class EngineError extends SelfsameError {
  constructor(code: string, message: string, options?: ErrorOptionsWithDetails) {
    super('engine', code, message, options);
  }
}

/** A worker crashed, was closed, or could not be started. */
export class ThreadError extends SelfsameError {
  constructor(code: string, message: string, options?: ErrorOptionsWithDetails) {
    super('thread', code, message, options);
  }
}

export function isSelfsameError(value: unknown): value is SelfsameError {
  return value instanceof SelfsameError;
}
