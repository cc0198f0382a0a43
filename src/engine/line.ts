import type { Evaluator } from '../evaluation/evaluator.ts';
import type { CheckpointPlace } from '../storage/checkpoint.ts';
import type { LineId } from '../storage/line.ts';
import type { EvidenceSoFar } from './evidenceSoFar.ts';

/**
 * One process on its way along its schedule: the running module, the place that it has reached, and the evidence for the way there.
 * One replay at a time moves it.
 */
export interface Line {
  readonly id: LineId;
  readonly evaluator: Evaluator;
  /** The last message that memory includes; null before the first. */
  place: CheckpointPlace | null;
  /** Nonce of the stored checkpoint that the evaluator's next capture builds on; null: empty memory. */
  baseNonce: number | null;
  evidence: EvidenceSoFar;
}
