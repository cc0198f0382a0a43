/**
 * Page numbers as runs: `[start, count, start, count, …]`, rising, not touching. A dense gigabyte is two numbers; an aos heap some
 * hundreds.
 */
export type PageRuns = readonly number[];

/** `indices` rise. */
export function encodeRuns(indices: Uint32Array): PageRuns {
  const runs: number[] = [];
  for (const index of indices) {
    const start = runs.at(-2);
    const count = runs.at(-1);
    if (start !== undefined && count !== undefined && start + count === index)
      runs[runs.length - 1] = count + 1;
    else runs.push(index, 1);
  }
  return runs;
}

export function countPages(runs: PageRuns): number {
  let count = 0;
  for (let at = 1; at < runs.length; at += 2) count += runs[at] ?? 0;
  return count;
}

/** Page numbers in the order in which a pack holds them. */
export function decodeRuns(runs: PageRuns): Uint32Array<ArrayBuffer> {
  const indices = new Uint32Array(countPages(runs));
  let position = 0;
  for (let at = 0; at < runs.length; at += 2) {
    const start = runs[at] ?? 0;
    const count = runs[at + 1] ?? 0;
    for (let step = 0; step < count; step += 1) indices[position++] = start + step;
  }
  return indices;
}

/** True for runs that `encodeRuns` could have made for a memory of `pageCount` pages. */
export function areRuns(value: unknown, pageCount: number): value is PageRuns {
  if (!Array.isArray(value) || value.length % 2 !== 0) return false;
  const numbers = value as readonly unknown[];
  let end = -1;
  for (let at = 0; at < numbers.length; at += 2) {
    const start = numbers[at];
    const count = numbers[at + 1];
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(count)) return false;
    if ((start as number) <= end || (count as number) < 1) return false;
    end = (start as number) + (count as number);
  }
  return end <= pageCount;
}
