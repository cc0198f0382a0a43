import type { TokenInfo } from '../../protocol/token.ts';
import type { EvidenceLevel } from '../../verification/evidence.ts';
import type { EvaluationRequest } from './views.ts';

/** What compute units are asked, and what is asked here, about one nonce after another. */
export type ComparedQuestion =
  /** What the message at a nonce answered: `/result`. Tells only of that message. */
  | { readonly kind: 'result' }
  /** What a wallet holds after a nonce: `/dry-run?to=`. Tells of one piece of the state. */
  | { readonly kind: 'balance'; readonly wallet: string }
  /** What everybody holds after a nonce: `/dry-run?to=`. */
  | { readonly kind: 'balances' }
  /**
   * The whole memory after a nonce: `/state?to=`. Tells of everything at once, and is hundreds of MB from each unit; there is no looking for
   * where it began, since units keep their latest memory only.
   */
  | { readonly kind: 'memory' };

/** Evaluate to `toNonce`, ask every configured unit about it, and look for the first nonce where one of them says something else. */
export interface CompareRequest extends EvaluationRequest {
  readonly kind: 'compare';
  readonly toNonce: number;
  readonly question: ComparedQuestion;
}

/** While the job runs, the answer is what is known so far. */
export interface CompareAnswer {
  readonly kind: 'compare';
  /** Of what was evaluated here. */
  readonly level: EvidenceLevel;
  readonly nonce: number;
  readonly latestNonce: number | null;
  /** What the process says of its amounts after that nonce; null where no amounts are compared. */
  readonly token: TokenInfo | null;
  readonly units: readonly UnitComparison[];
}

export interface UnitComparison {
  readonly computeUnit: string;
  /** At the nonce asked for. `behind`: it has still to evaluate up to there. */
  readonly outcome: 'pending' | 'same' | 'differs' | 'behind' | 'failed';
  /** A sentence. */
  readonly reason: string;
  /** Where its answer first differs, as `Messages[0].Tags`, or a wallet; null where it does not. */
  readonly path: string | null;
  readonly elapsedMs: number | null;
  readonly search: BoundarySearch;
}

/** The way to a nonce where a unit says the same, with the next one where it does not. */
export interface BoundarySearch {
  readonly state: 'waiting' | 'searching' | 'found' | 'nothing-found' | 'ended';
  /** Every nonce it was asked about, in that order. */
  readonly probes: readonly Probe[];
  /** The last nonce before the boundary where it said the same; null: none is known. */
  readonly sameNonce: number | null;
  readonly differsNonce: number | null;
  /** Both were asked again at the end, and both said the same as before. */
  readonly confirmed: boolean;
  /** Present when `found`. */
  readonly difference: AnswerDifference | null;
}

export interface Probe {
  readonly nonce: number;
  readonly outcome: 'same' | 'differs' | 'unknown';
  /** A sentence where the outcome is `unknown`, else empty. */
  readonly reason: string;
}

export interface AnswerDifference {
  readonly nonce: number;
  /** The message that it is about; the process id on its own row. */
  readonly messageId: string;
  readonly action: string | null;
  readonly path: string;
  /** JSON texts of what was compared of both answers, with two spaces and one amount a line, in base units; cut off where they are very long. */
  readonly ours: string;
  readonly theirs: string;
}
