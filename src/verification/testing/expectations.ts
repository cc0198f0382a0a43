import { expect } from 'vitest';
import type { VerificationError } from '../../base/errors.ts';
import type { Tally } from '../tally.ts';

/** `code` and the given details; others are free. */
export async function expectFailure(
  work: Promise<unknown>,
  expected: Record<string, unknown>,
): Promise<VerificationError> {
  const error = await work.then(
    () => undefined,
    (thrown: VerificationError) => thrown,
  );
  expect(error, 'nothing failed').toBeDefined();
  const { code, ...details } = expected;
  expect(error).toMatchObject({ layer: 'verification', ...(code !== undefined && { code }), details });
  if (error === undefined) throw new Error('unreachable');
  // A line of the ledger that fails shows both.
  expect(error.details).toMatchObject({ expected: expect.any(String), actual: expect.any(String) });
  return error;
}

/** `[held, unknown, failed]` by fact. */
export const countsOf = (tallies: readonly Tally[]) =>
  Object.fromEntries(tallies.map(({ name, held, unknown, failed }) => [name, [held, unknown, failed]]));
