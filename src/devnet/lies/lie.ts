import type { FactName } from '../../verification/evidence.ts';

/** What must come of a lie, so that every test of it can be driven by this list. */
export interface LieExpectation {
  /** This fact of the ledger is not `holds`; with `status` other than `fails` where nothing false can be shown. */
  readonly fact?: FactName;
  readonly status?: 'fails' | 'unknown';
  /** Reading ends in an error with this code (src/base/errors.ts). */
  readonly code?: string;
  /** What the lying compute unit's claim must be shown as; the evaluation itself is not touched by it. */
  readonly claim?: 'differs' | 'failed' | 'agrees';
}

/** The process of the demo network that a lie is told about: a balance of the token, or a replay of the library. */
export type LieSubject = 'token' | 'library';

/** A network that is honest but for one thing. */
export interface Lie {
  /** Part of the host names: `https://su.{name}.lie.selfsame.invalid`. */
  readonly name: string;
  readonly unit: 'scheduler-unit' | 'gateway' | 'compute-unit';
  /** Absent: the token. */
  readonly about?: LieSubject;
  /** The network names two hosts of the scheduler, which do not say the same. */
  readonly twoHosts?: true;
  /** Evaluation begins with the newest checkpoint that the network's gateway lists. */
  readonly startsWithCheckpoint?: true;
  /** What comes out only where compute units are asked for more than a balance: their memory after `memoryNonce`. */
  readonly asks?: 'memory';
  readonly title: string;
  /** One sentence: what is wrong, and where. */
  readonly explanation: string;
  readonly expect: LieExpectation;
}

/** Nonce of the token's schedule after which the demo's compute unit has its memory. */
export const memoryNonce = 240;

/** Nonce of the token's schedule at which lies about one message are told. */
export const lieNonce = 137;
