import type { EvaluationProfile } from '../../evaluation/profile.ts';
import type { EvidenceLevel, Fact } from '../../verification/evidence.ts';

/** What the screen can ask about evidence for what is kept in this browser. */
export interface EvidenceApi {
  /**
   * The evidence that is sealed with the newest checkpoint of a process, read back and checked now: it covers every result kept up to that
   * nonce with that profile (absent: the official image's). Where a later one could not be saved, what was found up to that, as long as the tab lives.
   * Null where there is neither.
   */
  readKeptEvidence(processId: string, profile?: EvaluationProfile): Promise<KeptEvidence | null>;
}

export interface KeptEvidence {
  /** Null where a fact fails. */
  readonly level: EvidenceLevel | null;
  /** The last message that it covers. */
  readonly nonce: number;
  /** Null where it could not be saved, and only this tab has it. */
  readonly savedMs: number | null;
  readonly facts: readonly Fact[];
}
