import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { EngineApi, EvaluationProfile, FindTerm, KeptRequest, Network } from '../engine/api.ts';
import { isIdShape } from './pasted.ts';

/** Rows that one request asks for; the engine allows 200. */
export const schedulePageRows = 100;

/** What a scheduler knows grows; half a minute is young enough for a page that offers to look again. */
const headStaleMs = 30_000;
const storageLookMs = 3_000;
/** Where nothing is evaluated here, only another tab or the browser itself can have changed it. */
const idleStorageLookMs = 10_000;

interface Place {
  readonly network: Network;
  readonly processId: string;
}

/** Of whose evaluation results are read; undefined: the official image's. */
interface KeptPlace extends Place {
  readonly profile: EvaluationProfile | undefined;
}

function requestFor({ profile, ...place }: KeptPlace): KeptRequest {
  return { ...place, ...(profile === undefined ? {} : { profile }) };
}

/** Everything read about a process, for invalidation after an evaluation changed what is known. */
export function processKey(processId: string): readonly string[] {
  return ['process', processId];
}

export function processQuery(engine: EngineApi, place: KeptPlace) {
  return queryOptions({
    queryKey: [...processKey(place.processId), 'view', place.network, place.profile],
    queryFn: () => engine.readProcess(requestFor(place)),
    staleTime: headStaleMs,
  });
}

/** Of a process that was evaluated here, for as long as its servers have not answered. */
export function keptProcessQuery(engine: EngineApi, place: KeptPlace) {
  return queryOptions({
    queryKey: [...processKey(place.processId), 'kept view', place.network, place.profile],
    queryFn: () => engine.readKeptProcess(requestFor(place)),
    staleTime: 0,
  });
}

/** The tags of a process never change, so what it is called is asked for until it is known. */
export function keptNameQuery(engine: EngineApi, processId: string) {
  return queryOptions({
    queryKey: [...processKey(processId), 'name'],
    queryFn: () => engine.readKeptName(processId),
    enabled: isIdShape(processId),
    staleTime: ({ state }) => (state.data ? Number.POSITIVE_INFINITY : 0),
  });
}

/** @param lastNonce the last nonce of the schedule, as far as it is known: the page that holds it may grow */
export function schedulePageQuery(engine: EngineApi, place: KeptPlace, page: number, lastNonce: number) {
  const fromNonce = page * schedulePageRows;
  const toNonce = Math.min(fromNonce + schedulePageRows - 1, lastNonce);
  return queryOptions({
    queryKey: [...processKey(place.processId), 'schedule', place.network, place.profile, fromNonce, toNonce],
    queryFn: () => engine.readSchedule({ ...requestFor(place), fromNonce, limit: toNonce - fromNonce + 1 }),
    // The past does not change.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function messageQuery(engine: EngineApi, place: KeptPlace, nonce: number) {
  return queryOptions({
    queryKey: [...processKey(place.processId), 'message', place.network, place.profile, nonce],
    queryFn: () => engine.readMessage({ ...requestFor(place), nonce }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Page by page, as far as the schedule is kept: an evaluation that goes further invalidates it. */
export function codeQuery(engine: EngineApi, place: KeptPlace) {
  return infiniteQueryOptions({
    queryKey: [...processKey(place.processId), 'code', place.network, place.profile],
    queryFn: ({ pageParam }) => engine.readCode({ ...requestFor(place), fromNonce: pageParam }),
    initialPageParam: 0,
    getNextPageParam: ({ nextNonce }) => nextNonce,
    staleTime: headStaleMs,
  });
}

export interface FindAsked {
  readonly terms: readonly FindTerm[];
  readonly fetches: boolean;
  /** The schedule, and what was evaluated of it, as they were known when it was asked: what has come since is another question. */
  readonly known: { readonly latestNonce: number; readonly evaluatedNonce: number | null };
}

/** Stretch by stretch, newest first. It is not asked again by itself: whoever looks at what was found would lose it. */
export function findQuery(engine: EngineApi, place: KeptPlace, { terms, fetches, known }: FindAsked) {
  return infiniteQueryOptions({
    queryKey: ['find', place.processId, place.network, place.profile, terms, fetches, known],
    queryFn: ({ pageParam }) =>
      engine.findMessages({ ...requestFor(place), terms, fetches, beforeNonce: pageParam }),
    initialPageParam: known.latestNonce + 1,
    getNextPageParam: ({ nextBefore }) => nextBefore,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** @param latestNonce the last nonce of the schedule; absent: where nobody has asked for it, as far as it was evaluated here */
export function suggestionsQuery(engine: EngineApi, place: KeptPlace, latestNonce?: number) {
  const until = latestNonce === undefined ? {} : { beforeNonce: latestNonce + 1 };
  return queryOptions({
    queryKey: [...processKey(place.processId), 'suggestions', place.network, place.profile, latestNonce],
    queryFn: () => engine.suggestTerms({ ...requestFor(place), ...until }),
    enabled: isIdShape(place.processId),
    staleTime: headStaleMs,
  });
}

/** What a code says never changes; `own` could, but only with a new browser profile. */
export function receiptQuery(engine: EngineApi, code: string) {
  return queryOptions({
    queryKey: ['receipt', code],
    queryFn: () => engine.readReceipt(code),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function receiptsKey(processId: string): readonly string[] {
  return [...processKey(processId), 'receipts'];
}

export function receiptsQuery(engine: EngineApi, processId: string) {
  return queryOptions({
    queryKey: receiptsKey(processId),
    queryFn: () => engine.listReceipts(processId),
    staleTime: 0,
  });
}

export function checkpointsQuery(engine: EngineApi, { network, processId }: Place) {
  return queryOptions({
    queryKey: [...processKey(processId), 'checkpoints', network],
    queryFn: () => engine.findCheckpoints({ network, processId }),
    staleTime: headStaleMs,
  });
}

/** What is kept is read back anew: that it can be is part of the evidence. */
export function keptEvidenceQuery(
  engine: EngineApi,
  processId: string,
  profile: EvaluationProfile | undefined,
) {
  return queryOptions({
    queryKey: [...processKey(processId), 'kept', profile],
    queryFn: () => engine.readKeptEvidence(processId, profile),
    staleTime: 0,
  });
}

/** Storage may come late, or be taken away; the answer is at hand, so each page asks. */
export function capabilitiesQuery(engine: EngineApi) {
  return queryOptions({
    queryKey: ['capabilities'],
    queryFn: () => engine.describeCapabilities(),
    staleTime: 0,
  });
}

export const storageKey: readonly string[] = ['storage'];

/**
 * Evaluations save while this is looked at, in other tabs too. To look again reads keys, and little of each process: a twentieth of a core where it
 * is done every few seconds, which a tab that does nothing else does not take.
 */
export function storageQuery(engine: EngineApi, isWorking: () => boolean) {
  return queryOptions({
    queryKey: storageKey,
    queryFn: () => engine.readStorage(),
    staleTime: 0,
    refetchInterval: () => (isWorking() ? storageLookMs : idleStorageLookMs),
  });
}
