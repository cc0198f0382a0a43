/**
 * Where an AO network's data is read. Plain data: it travels in links and is edited in Settings. URLs are origins or
 * prefixes without a trailing slash; lists are tried in order.
 */
export interface Network {
  /** `demo`, `legacynet`, or `custom`. */
  readonly id: string;
  readonly name: string;
  /** Serve `/raw/{id}`, `/tx/{id}`, `/block/height/{h}`. */
  readonly gateways: readonly string[];
  /** Full URLs of Arweave GraphQL endpoints. */
  readonly graphql: readonly string[];
  /** Scheduler units or routers. Empty: located through the process's `Scheduler` tag and `Scheduler-Location`. */
  readonly schedulerUnits: readonly string[];
  /** Compute units whose claims are compared. May be empty: none is needed. */
  readonly computeUnits: readonly string[];
  /** It came in a link, and names a server that its reader has not chosen: what that tells is shown, and not kept. No part of what a link carries. */
  readonly isOfLink?: true;
}

/** AO legacynet's public hosts (legacynet.md §1.1, §3.4, §9), and a second gateway for data (docs/decisions/0029-two-gateways.md). */
export const legacynet: Network = {
  id: 'legacynet',
  name: 'AO legacynet',
  gateways: ['https://arweave.net', 'https://turbo-gateway.com'],
  graphql: ['https://arweave.net/graphql', 'https://arweave-search.goldsky.com/graphql'],
  schedulerUnits: ['https://su-router.ao-testnet.xyz'],
  computeUnits: ['https://cu.ao-testnet.xyz'],
};
