import { type Bytes, decodeUtf8Lossy } from '../../base/bytes.ts';
import { encodeJsonBytes } from '../../base/jsonBytes.ts';
import type { LineId } from '../../storage/line.ts';
import type { NonceText } from '../../storage/store.ts';
import type { MessageResult } from '../api.ts';
import { saveEvaluatedIds } from '../process/evaluatedIds.ts';
import type { SparingStore } from '../store/sparingStore.ts';

/** What came of messages, and by what their duplicates are recognised. */
export interface LineTexts {
  readonly results: readonly UnsavedResult[];
  readonly ids: readonly NonceText[];
}

/** In UTF-8: a garbage collector would carry seconds of texts along, and make its room for them larger each time. */
interface UnsavedResult {
  readonly nonce: number;
  readonly json: Bytes;
}

/** Collects what messages leave until it is saved. */
export interface TextCollector {
  readonly count: number;
  /** @param idsJson by `earlierIdsText` */
  record(result: Pick<MessageResult, 'nonce' | 'result'>, idsJson: string): void;
  /** All that was recorded since this was last called. */
  take(): LineTexts;
}

export function createTextCollector(): TextCollector {
  let results: UnsavedResult[] = [];
  let ids: NonceText[] = [];
  return {
    get count() {
      return results.length;
    },
    record({ nonce, result }, idsJson) {
      results.push({ nonce, json: encodeJsonBytes(result) });
      ids.push({ nonce, json: idsJson });
    },
    take() {
      const taken = { results, ids };
      results = [];
      ids = [];
      return taken;
    },
  };
}

/**
 * Saves both, each whatever comes of the other: what cannot be saved waits in the store.
 * @throws StorageError of the first that could not be
 */
export async function saveTexts(
  store: SparingStore,
  lineId: LineId,
  { results, ids }: LineTexts,
): Promise<void> {
  const texts = results.map(({ nonce, json }) => ({ nonce, json: decodeUtf8Lossy(json) }));
  const outcomes = await Promise.allSettled([
    store.saveResults(lineId, texts),
    saveEvaluatedIds(store, lineId, ids),
  ]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
