/** The checkpoint that a line began with: its memory is somebody else's word. Plain data, kept with the line. */
export interface CheckpointOrigin {
  /** Of the published item; of one that came in a file, the digest of what the file says. */
  readonly checkpointId: string;
  /** Address of who signed it; null: nobody did, it came in a file. */
  readonly owner: string | null;
  readonly nonce: number;
  /** Hex, of all of its memory. */
  readonly memorySha256: string;
}

/** Whose word its memory is, in a sentence. */
export function voucherOf({ owner }: CheckpointOrigin): string {
  return owner ?? 'whoever made the imported file';
}

/** The item on Arweave that a fact may point to. */
export function itemOf({ checkpointId, owner }: CheckpointOrigin): { readonly itemId?: string } {
  return owner === null ? {} : { itemId: checkpointId };
}
