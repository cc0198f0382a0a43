import type { SelfsameError } from '../../base/errors.ts';
import type { Network } from '../../sources/network.ts';

/** Scheduler units that could not be reached a moment ago, so that not every question waits for them anew; and those that were found to know a process after all. */
export interface GoneUnits {
  /** Why the process's unit is not asked just now; undefined: it is. */
  reason(network: Network, processId: string): SelfsameError | undefined;
  note(network: Network, processId: string, reason: SelfsameError): void;
  /** Whether the process's unit tells its schedule, though it refuses to say whose the process is. */
  isKnowing(network: Network, processId: string): boolean;
  noteKnowing(network: Network, processId: string): void;
}

/** About as long as a reader is patient with one that came back. */
const believedMs = 60_000;

export function createGoneUnits(steadyMs: () => number): GoneUnits {
  const gone = new Map<string, { readonly reason: SelfsameError; readonly sinceMs: number }>();
  const knowing = new Set<string>();
  // Where a network names no unit, its index says where that is.
  const keyOf = ({ schedulerUnits, graphql }: Network, processId: string) =>
    JSON.stringify([processId, schedulerUnits, schedulerUnits.length === 0 ? graphql : []]);
  return {
    reason(network, processId) {
      const key = keyOf(network, processId);
      const found = gone.get(key);
      if (found === undefined || steadyMs() - found.sinceMs < believedMs) return found?.reason;
      gone.delete(key);
      return undefined;
    },
    note: (network, processId, reason) =>
      void gone.set(keyOf(network, processId), { reason, sinceMs: steadyMs() }),
    isKnowing: (network, processId) => knowing.has(keyOf(network, processId)),
    noteKnowing: (network, processId) => void knowing.add(keyOf(network, processId)),
  };
}
