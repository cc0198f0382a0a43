/** The demo network's Arweave: block 2,000,000 at this moment, and one block every 128 seconds since. */
export const firstBlock = { height: 2_000_000, timestampMs: Date.UTC(2026, 8, 1, 8, 0, 0) } as const;
export const blockIntervalMs = 128_000;

export function blockHeightAt(timestampMs: number): number {
  return firstBlock.height + Math.floor((timestampMs - firstBlock.timestampMs) / blockIntervalMs);
}
