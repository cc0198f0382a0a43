/** A checkpoint's place in its line, by the work that leads to it. */
export interface LinePoint {
  readonly nonce: number;
  /** Time inside the module's `handle` from the first message to here. Rises with the nonce; 0 where nobody measured it. */
  readonly evaluationMs: number;
}

export interface ThinningRules {
  /** How long it may take to come to any past nonce again from the checkpoint before it. */
  readonly reachWithinMs: number;
  /** How many checkpoints there is room for. The newest and `needed` stay even where that is more. */
  readonly mostCheckpoints: number;
  /** The nonce of one that stays whatever its age. */
  readonly needed: number;
}

/**
 * Which checkpoints of a line to let go.
 *
 * First those that the bound does not need: where two neighbours lie within `reachWithinMs` of each other without it. Then, where there is
 * no room for all of the rest, one by one the one whose absence is felt least: whose gap would be smallest for its age. So gaps stay within
 * the bound while there is room, and then grow in proportion to their distance from the newest one.
 * @param line by rising nonce
 * @returns their nonces
 */
export function chooseThinned(
  line: readonly LinePoint[],
  { reachWithinMs, mostCheckpoints, needed }: ThinningRules,
): readonly number[] {
  const thinned: number[] = [];
  const kept: LinePoint[] = [];
  for (const [index, point] of line.entries()) {
    const next = line[index + 1];
    const reachedMs = kept.at(-1)?.evaluationMs ?? 0;
    if (next === undefined || point.nonce === needed || next.evaluationMs - reachedMs > reachWithinMs) {
      kept.push(point);
    } else {
      thinned.push(point.nonce);
    }
  }
  while (kept.length > mostCheckpoints) {
    const least = leastMissed(kept, reachWithinMs, needed);
    if (least === undefined) break;
    thinned.push(...kept.splice(least, 1).map(({ nonce }) => nonce));
  }
  return thinned;
}

/** Index of the checkpoint, neither newest nor needed, that would leave the smallest gap for its age. */
function leastMissed(kept: readonly LinePoint[], reachWithinMs: number, needed: number): number | undefined {
  const newestMs = kept.at(-1)?.evaluationMs ?? 0;
  let least: number | undefined;
  let smallest = Number.POSITIVE_INFINITY;
  for (const [index, { nonce }] of kept.slice(0, -1).entries()) {
    const fromMs = kept[index - 1]?.evaluationMs ?? 0;
    const toMs = kept[index + 1]?.evaluationMs ?? newestMs;
    const share = (toMs - fromMs) / (newestMs - fromMs + reachWithinMs);
    if (nonce === needed || share >= smallest) continue;
    smallest = share;
    least = index;
  }
  return least;
}
