import { type ErrorDetails, VerificationError } from '../base/errors.ts';
import { type FactName, factNames } from './evidence.ts';

/** A `VerificationError` that says which line of the ledger it breaks: `details.fact`. */
export function failFact(
  fact: FactName,
  code: string,
  sentence: string,
  details: ErrorDetails = {},
  cause?: unknown,
): VerificationError {
  return new VerificationError(code, sentence, { details: { fact, ...details }, cause });
}

/** The line of the ledger that an error breaks, also after the error has crossed a thread. */
export function factOfError(error: { readonly details: ErrorDetails }): FactName | undefined {
  return factNames.find((name) => name === error.details['fact']);
}
