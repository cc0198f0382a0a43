import type { ErrorReport, HeadView, ReplayRequest } from '../../engine/api.ts';
import type { ShownLevel } from '../components/evidence/evidenceWords.ts';

/** A process to keep up with. */
export interface FollowedWork {
  readonly id: string;
  /** Without a nonce to stop at. */
  readonly request: ReplayRequest;
  /** It was stopped, and has to stay so until somebody says otherwise. */
  readonly stop: FollowStop | undefined;
}

/** Why it is not kept up with any more. `error`: null where somebody stopped it. */
export interface FollowStop {
  readonly error: ErrorReport | null;
}

export type FollowStep =
  /** Something is to be evaluated, and others have their turn. */
  | { readonly kind: 'queued' }
  | { readonly kind: 'evaluating' }
  | { readonly kind: 'resting' }
  /** `sinceMs`: of the first of the failures in a row, in milliseconds since 1970. */
  | { readonly kind: 'unreachable'; readonly sinceMs: number; readonly error: ErrorReport }
  /** Until somebody says otherwise. */
  | ({ readonly kind: 'stopped' } & FollowStop);

/** What is known of a process that this tab keeps up with. Moments are in milliseconds since 1970. */
export interface FollowState {
  readonly step: FollowStep;
  /** When its scheduler unit last said how far its schedule goes. */
  readonly askedMs: number | null;
  /** When it will be asked again; null while that is not decided. */
  readonly nextMs: number | null;
  /** By its scheduler unit's last word. */
  readonly headNonce: number | null;
  /** Evaluated through this nonce, and how well it is known. */
  readonly answer: FollowAnswer | null;
}

export interface FollowAnswer {
  readonly nonce: number | null;
  readonly level: ShownLevel;
}

export const unknownState: FollowState = {
  step: { kind: 'queued' },
  askedMs: null,
  nextMs: null,
  headNonce: null,
  answer: null,
};

/** A place that was told as a schedule's end. Its assignment's id is null where only its nonce was told. */
export interface SeenHead {
  readonly nonce: number | null;
  readonly assignmentId: string | null;
}

/** Anything that may not be what is known: what to make of it is for the evaluation to say. */
export function isNews(head: HeadView, seen: SeenHead | undefined): boolean {
  if (seen === undefined || head.latestNonce !== seen.nonce) return true;
  return seen.assignmentId !== null && head.latestAssignmentId !== seen.assignmentId;
}
