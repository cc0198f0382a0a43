const leastRestMs = 60_000;
const longestRestMs = 600_000;
const longestBackOffMs = 1_800_000;

/**
 * Until a scheduler unit is asked again that told nothing new: a minute, and later a tenth of the time in which nothing came. A process that has
 * been still for an hour is asked every six minutes.
 * @param random from 0 to 1: up to a tenth earlier or later, so that tabs that were opened together do not ask together
 */
export function restMs(quietMs: number, random: number): number {
  return clamp(quietMs / 10, leastRestMs, longestRestMs) * (0.9 + random / 5);
}

/** After `failures` looks without an answer, and no sooner than the server asks for. */
export function backOffMs(failures: number, askedMs: number, random: number): number {
  const doubled = Math.min(longestBackOffMs, leastRestMs * 2 ** Math.max(0, failures - 1));
  return Math.max(askedMs, doubled * (1 + random / 4));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
