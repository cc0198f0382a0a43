/** What this browser keeps of the app itself, so that it opens without a network. */
export type OfflineCopy =
  /** The page has not looked yet: what it was opened for comes first. */
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'unsupported' }
  /** The reader wants none. */
  | { readonly kind: 'declined' }
  | { readonly kind: 'bringing' }
  /** The app works as ever, while there is a network. The sentence says what stood in the way. */
  | { readonly kind: 'refused'; readonly reason: string }
  | KeptCopy;

export interface KeptCopy {
  readonly kind: 'kept';
  readonly version: string;
  /** False where this tab began with another version than is kept by now. */
  readonly isOfPage: boolean;
  readonly newer: NewerVersion;
}

/** What is known of a version that is newer than the kept one. */
export type NewerVersion = 'none' | 'ready' | 'refused-while-working' | 'taking-over';

/** The copy as screens see it. Nothing here rejects: without a copy the app works, but needs the network to open. */
export interface OfflineCopyStore {
  read(): OfflineCopy;
  subscribe(listener: () => void): () => void;
  /** Keeps the app, or finds it kept, unless the reader wants none. */
  begin(): Promise<void>;
  /** As `begin`, by the reader's wish. */
  keep(): Promise<void>;
  /** Deletes the copy. This tab goes on with what it has loaded. */
  remove(): Promise<void>;
  /** Asks the host whether there is a newer version. */
  checkForNewer(): Promise<void>;
  /** Reloads this page with the newer version, unless work is under way in any tab. */
  takeNewer(): Promise<void>;
}
