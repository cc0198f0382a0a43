/** An amount in base units as processes write it: decimal digits; `.0` after them is how Lua writes a whole float. */
export function parseAmount(text: string): bigint | undefined {
  const digits = /^(\d+)(?:\.0+)?$/.exec(text.trim())?.[1];
  return digits === undefined ? undefined : BigInt(digits);
}

/**
 * Exact decimal text, no grouping, without trailing zeros: 1500000000000 at 12 places is `1.5`.
 * @param denomination decimal places; null shows base units
 */
export function formatTokenAmount(amount: bigint, denomination: number | null): string {
  const places = denomination ?? 0;
  const digits = String(amount < 0n ? -amount : amount).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  return `${amount < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
