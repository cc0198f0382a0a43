/** A line that both lists have, each exactly once. */
interface Anchor {
  readonly left: number;
  readonly right: number;
}

/**
 * The lines by which two long lists are laid beside each other: of those that each has exactly once, as many as stand in the same order
 * in both. (Patience sorting: the longest increasing subsequence in n log n.)
 */
export function anchorsOf(a: readonly string[], b: readonly string[]): readonly Anchor[] {
  const there = placesOf(b);
  /** The last anchor of the best row of each length; each knows the one before it. */
  const ends: Chained[] = [];
  for (const [line, left] of placesOf(a)) {
    const right = there.get(line) ?? repeated;
    if (left === repeated || right === repeated) continue;
    const length = lowerBound(ends, right);
    ends[length] = { left, right, before: ends[length - 1] };
  }
  const anchors: Anchor[] = [];
  for (let last = ends.at(-1); last !== undefined; last = last.before) anchors.push(last);
  return anchors.reverse();
}

interface Chained extends Anchor {
  readonly before: Chained | undefined;
}

const repeated = -1;

/** Where each line stands, in order; `repeated` where it stands twice. */
function placesOf(lines: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [place, line] of lines.entries()) places.set(line, places.has(line) ? repeated : place);
  return places;
}

/** The index of the first that ends at `right` or later. */
function lowerBound(ends: readonly Chained[], right: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle]?.right ?? 0) < right) low = middle + 1;
    else high = middle;
  }
  return low;
}
