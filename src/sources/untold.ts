import { ProtocolError, SourceError } from '../base/errors.ts';

/** No server answers, or none in a form that can be read: nothing was told, and nobody has lied. */
export function isUntold(error: unknown): error is SourceError | ProtocolError {
  return error instanceof SourceError || error instanceof ProtocolError;
}
