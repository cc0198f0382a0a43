/** The published checkpoint that a line began with: its memory is the word of whoever signed it. Plain data, kept with the line. */
export interface CheckpointOrigin {
  readonly checkpointId: string;
  /** Address of who signed it. */
  readonly owner: string;
  readonly nonce: number;
  /** Hex, of all of its memory. */
  readonly memorySha256: string;
}
