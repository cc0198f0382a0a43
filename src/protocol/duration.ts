const dayMs = 86_400_000;

/** The units that the `ms` package knows, which is the reference's grammar (legacynet.md §7.1). */
const units: readonly (readonly [names: RegExp, ms: number])[] = [
  [/^(?:years?|yrs?|y)$/i, 365.25 * dayMs],
  [/^(?:weeks?|w)$/i, 7 * dayMs],
  [/^(?:days?|d)$/i, dayMs],
  [/^(?:hours?|hrs?|h)$/i, 3_600_000],
  [/^(?:minutes?|mins?|m)$/i, 60_000],
  [/^(?:seconds?|secs?|s)$/i, 1000],
  [/^(?:milliseconds?|msecs?|ms)$/i, 1],
];
const longestText = 100;

/** Milliseconds of a text like `5 minutes`, `1.5 h`, `2d`; a bare number is milliseconds; NaN where it cannot be read. */
export function parseDurationMs(text: string): number {
  const match = text.length > longestText ? null : /^(-?\d*\.?\d+) *([a-z]*)$/i.exec(text);
  if (match === null) return Number.NaN;
  const [, number, unit = ''] = match;
  const factor = unit === '' ? 1 : units.find(([names]) => names.test(unit))?.[1];
  return Number(number) * (factor ?? Number.NaN);
}
