/** Strongest last. What each word promises, and who could still lie, is in docs/TRUST.md. */
export type EvidenceLevel = 'claimed' | 'agreed' | 'resumed' | 'evaluated';

export type FactStatus = 'holds' | 'fails' | 'unknown';

export const factNames = [
  'process-signature',
  'spawn',
  'module-bytes',
  'scheduler-authorised',
  'assignment-signatures',
  'assignment-tags',
  'nonces-gapless',
  'time-order',
  'hash-chain',
  'message-signatures',
  'assigned-items',
  'sender-authority',
  'senders',
  'cron-blocks',
  'weavedrive-reads',
  'evaluation-profile',
  'evaluation',
  'memory-hash',
  'checkpoint',
  'compute-units',
  'head',
] as const;
export type FactName = (typeof factNames)[number];

/** One line of the evidence ledger. */
export interface Fact {
  readonly name: FactName;
  readonly status: FactStatus;
  /** A sentence: what was checked, or why it could not be; for `fails`, what was expected and what came. */
  readonly reason: string;
  /** Where the checked thing came from: a URL's origin, `this browser`, `checkpoint`. */
  readonly source: string;
  /** How many items the statement covers. */
  readonly count: number;
  /** When it was checked, ms since 1970. */
  readonly checkedMs: number;
  /** The item to look at: the failing one, or the only one. */
  readonly itemId?: string;
  readonly nonce?: number;
  readonly expected?: string;
  readonly actual?: string;
}
