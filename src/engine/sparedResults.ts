import { isSelfsameError } from '../base/errors.ts';
import type { LineId } from '../storage/line.ts';
import type { Store } from '../storage/store.ts';

/**
 * A store of which results can be read, as long as the tab lives, also where the browser had no room for them: whoever evaluated a message
 * wants to see what came of it. That they were not saved is told all the same.
 * @param spare where they are remembered; where it is full too, they are not
 */
export function sparingResults(kept: Store, spare: Store): Store {
  /** A save that failed is tried again, with everything since. */
  const sparedThrough = new Map<LineId, number>();
  return {
    ...kept,
    async saveResults(lineId, results) {
      try {
        await kept.saveResults(lineId, results);
      } catch (error) {
        if (!isSelfsameError(error)) throw error;
        const spared = sparedThrough.get(lineId) ?? -1;
        const more = results.filter(({ nonce }) => nonce > spared);
        sparedThrough.set(lineId, results.at(-1)?.nonce ?? spared);
        await spare.saveResults(lineId, more).catch(() => undefined);
        throw error;
      }
    },
    async loadResults(lineId, range) {
      const [spared, saved] = await Promise.all([
        spare.loadResults(lineId, range),
        kept.loadResults(lineId, range),
      ]);
      if (spared.length === 0) return saved;
      const all = new Map([...spared, ...saved].map((each) => [each.nonce, each]));
      return [...all.values()].sort((a, b) => a.nonce - b.nonce);
    },
    async deleteLine(lineId) {
      await spare.deleteLine(lineId);
      sparedThrough.delete(lineId);
      await kept.deleteLine(lineId);
    },
    async deleteProcess(processId) {
      await spare.deleteProcess(processId);
      sparedThrough.clear();
      await kept.deleteProcess(processId);
    },
  };
}
