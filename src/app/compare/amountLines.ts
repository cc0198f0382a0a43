import { formatTokenAmount } from '../../engine/api.ts';

/** A member of a JSON object that is an amount in base units: the engine writes each on a line of its own. */
const amountLine = /^( *"(?:[^"\\\n]|\\.)*": ")(\d+)(",?)$/gm;

/**
 * Amounts of an answer's text in the token's denomination; all else stays as it is, and so does a line that was cut off.
 * @param text JSON of amounts in base units, with two spaces
 * @param denomination decimal places; null leaves base units
 */
export function inDenomination(text: string, denomination: number | null): string {
  return text.replace(
    amountLine,
    (_, before: string, amount: string, after: string) =>
      `${before}${formatTokenAmount(BigInt(amount), denomination)}${after}`,
  );
}
