/** Any JSON value; what a module answers is untyped by nature. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * What the reference CU answers for one evaluated message, in its key order: Messages, Assignments, Spawns, Output, GasUsed,
 * Error; absent where it leaves them out (legacynet.md §6.3). `JSON.stringify` of this object equals its answer.
 */
export interface EvaluationResult {
  readonly Messages: readonly Json[];
  readonly Assignments: readonly Json[];
  readonly Spawns: readonly Json[];
  readonly Output: Json;
  readonly GasUsed?: number;
  readonly Error?: Json;
}

/** An `Error` that is truthy rolls memory back (legacynet.md §6.3). */
export function isErrorResult(result: EvaluationResult): boolean {
  return Boolean(result.Error);
}
