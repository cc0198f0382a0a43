import { isSelfsameError } from '../../base/errors.ts';
import type { SparingStore } from '../store/sparingStore.ts';
import type { Line } from './line.ts';
import { createTextCollector, type LineTexts, saveTexts } from './lineTexts.ts';
import { noSaver, notSaved, type Saver } from './saver.ts';

/** A visit may be long where no checkpoint lies before it. */
const savedAtOnce = 256;

/**
 * For a visit to the past of a line: its checkpoints stay as they are, and results that are not kept, because there was no room or because they
 * were damaged, are added.
 */
export function createVisitSaver(store: SparingStore, { id }: Pick<Line, 'id'>): Saver {
  const collected = createTextCollector();
  let problem: string | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function saveMissing(texts: LineTexts): Promise<void> {
    try {
      const missing = await missingOf(texts);
      if (missing.results.length > 0) await saveTexts(store, id, missing);
      problem = undefined;
    } catch (error) {
      if (!isSelfsameError(error)) throw error;
      problem = notSaved(store, id, error);
    }
  }

  async function missingOf({ results, ids }: LineTexts): Promise<LineTexts> {
    const range = { fromNonce: results[0]?.nonce ?? 0, toNonce: results.at(-1)?.nonce ?? 0 };
    const kept = new Set((await store.loadResults(id, range)).map(({ nonce }) => nonce));
    const isMissing = ({ nonce }: { readonly nonce: number }) => !kept.has(nonce);
    return { results: results.filter(isMissing), ids: ids.filter(isMissing) };
  }

  return {
    ...noSaver,
    get problem() {
      return problem;
    },
    record: (result, idsJson) => collected.record(result, idsJson),
    isDue: () => collected.count >= savedAtOnce,
    async save() {
      if (collected.count === 0) return;
      // One save at a time, as for the line itself.
      await writing;
      writing = saveMissing(collected.take());
      writing.catch(() => undefined);
    },
    settle: () => writing,
    get closed() {
      return { ...noSaver, problem };
    },
  };
}
