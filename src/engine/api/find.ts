import type { KeptRequest, ScheduleRow } from './views.ts';

/** Something that a message has to be or to have done. Text is compared as it stands: AO tells `Transfer` from `transfer`. */
export type FindTerm =
  /** One of its `Action` tags. */
  | { readonly kind: 'action'; readonly value: string }
  /** In whose name it came: `From-Process`, else its signer. */
  | { readonly kind: 'from'; readonly value: string }
  /** The address of the key that signed it. */
  | { readonly kind: 'signer'; readonly value: string }
  | { readonly kind: 'target'; readonly value: string }
  /** Null: the tag, whatever it says. */
  | { readonly kind: 'tag'; readonly name: string; readonly value: string | null }
  /** Its own id or its assignment's, or anything of the above. */
  | { readonly kind: 'names'; readonly value: string }
  /** Its result, as evaluated here, is an error. */
  | { readonly kind: 'error' }
  /** Its result, as evaluated here, sends a message to this target. */
  | { readonly kind: 'sent-to'; readonly value: string };

export interface FindRequest extends KeptRequest {
  /** All have to hold: without any, every message is found. */
  readonly terms: readonly FindTerm[];
  /** Messages below this nonce are looked at, the newest first. */
  readonly beforeNonce: number;
  /** What is not kept here is asked of the scheduler unit and verified, but not kept. Otherwise it is passed over. */
  readonly fetches: boolean;
}

/** Some of what is found, after a bounded number of messages: whoever has left the page does not keep the engine reading. */
export interface FindPage {
  /** By falling nonce. */
  readonly rows: readonly ScheduleRow[];
  /** The next page's `beforeNonce`; null at the beginning of the schedule. */
  readonly nextBefore: number | null;
  /** What was looked at, by falling nonce. */
  readonly looked: readonly NonceSpan[];
  /** Messages that would match if their result did: nobody knows it here. */
  readonly withoutResult: number;
  /** Messages that were assigned without being sent along: of these, only the ids could be compared. */
  readonly withoutMessage: number;
  /** Messages that could not be read, or whose signatures and links could not be checked, or do not hold: of what is kept, only of those that match. */
  readonly failing: number;
}

/** Both ends included. */
export interface NonceSpan {
  readonly fromNonce: number;
  readonly toNonce: number;
}

export interface SuggestRequest extends KeptRequest {
  /** Absent: all that was evaluated here, and is saved, is looked at. */
  readonly beforeNonce?: number;
}

/** What there is to look for, as the newest messages that are kept say; the most frequent first. */
export interface FindSuggestions {
  readonly actions: readonly SeenText[];
  readonly senders: readonly SeenText[];
  /** In how many messages that is. */
  readonly lookedAt: number;
}

export interface SeenText {
  readonly text: string;
  readonly count: number;
}

export interface FindApi {
  /** Messages of a schedule that fulfil all terms, each verified; out of what is kept of it, or of all of it. */
  findMessages(request: FindRequest): Promise<FindPage>;
  /** Actions and senders worth looking for. Nothing is fetched. */
  suggestTerms(request: SuggestRequest): Promise<FindSuggestions>;
}
