import { isSelfsameError } from '../../base/errors.ts';

/** What a rewriter makes of a module; undefined where it has something that the rewriter does not know, and has to run as it is. */
export function ifKnown<Value>(rewrite: () => Value): Value | undefined {
  try {
    return rewrite();
  } catch (error) {
    if (isSelfsameError(error) && error.code === 'unsupported-module') return undefined;
    throw error;
  }
}
