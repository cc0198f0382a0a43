import type { EvaluationResult } from '../../protocol/evaluationResult.ts';
import type { LineId } from '../../storage/line.ts';
import type { Store } from '../../storage/store.ts';
import type { SparingStore } from '../store/sparingStore.ts';
import type { KnownResult } from './scheduleRow.ts';

/** What is known of each result between two nonces. */
export async function readResults(
  store: SparingStore,
  lineId: LineId,
  fromNonce: number,
  toNonce: number,
): Promise<(nonce: number) => KnownResult> {
  const stored = await store.loadResults(lineId, { fromNonce, toNonce }).catch(() => []);
  const results = new Map(
    stored.map(({ nonce, json }) => [nonce, JSON.parse(json) as EvaluationResult | null]),
  );
  const isWhole = results.size === toNonce - fromNonce + 1;
  const evaluatedNonce = isWhole ? toNonce : await readEvaluatedThrough(store, lineId);
  return (nonce) => ({ result: results.get(nonce), isEvaluated: nonce <= evaluatedNonce });
}

/** The result at a nonce, by what is kept: null for a duplicate, which is skipped (legacynet.md §6.4); undefined where nothing is. */
export async function readResult(
  store: Pick<Store, 'loadResults'>,
  lineId: LineId,
  nonce: number,
): Promise<EvaluationResult | null | undefined> {
  const [stored] = await store.loadResults(lineId, { fromNonce: nonce, toNonce: nonce }).catch(() => []);
  return stored === undefined ? undefined : (JSON.parse(stored.json) as EvaluationResult | null);
}

/** As far as there is a checkpoint, or would be if there were room; -1 where nothing is known. */
export async function readEvaluatedThrough(store: SparingStore, lineId: LineId): Promise<number> {
  const checkpoints = await store.listCheckpoints(lineId).catch(() => []);
  return Math.max(checkpoints.at(-1)?.nonce ?? -1, store.sparedLedger(lineId)?.nonce ?? -1);
}
