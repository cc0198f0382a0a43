import { isSelfsameError } from '../../base/errors.ts';
import { setNewest } from '../../base/newest.ts';
import type { LineId } from '../../storage/line.ts';
import type { NonceText, Store, StoredDocument } from '../../storage/store.ts';
import { createSpareTexts, type SpareTexts } from './spareTexts.ts';

/**
 * A store of which results can be read, as long as the tab lives, also where the browser had no room for them: whoever evaluated a message wants
 * to see what came of it, and why that may be believed. A save that fails is told all the same, and what it could not write goes with the next
 * one of its line: nobody else has to hold it. How much can wait is bounded; what goes is evaluated again where somebody wants it.
 */
export interface SparingStore extends Store {
  /** Notes how far a line was evaluated of which no checkpoint could be saved. */
  spareLedger(lineId: LineId, ledger: SparedLedger): void;
  sparedLedger(lineId: LineId): SparedLedger | undefined;
  /** Whether results of the line were let go that nothing else keeps. */
  hasLetGo(lineId: LineId): boolean;
}

/** What a checkpoint would have said of the way to its nonce. */
export interface SparedLedger {
  readonly nonce: number;
  readonly ledgerJson: string;
  /** When, in ms since 1970. */
  readonly foundMs: number;
}

/** What waits, whichever store it waits for: a database that was taken away is followed by another. */
export interface Spares {
  readonly results: SpareTexts;
  readonly ledgers: Map<LineId, SparedLedger>;
  /** Of processes, without which nobody could tell which line is theirs. */
  readonly processes: Map<string, StoredDocument>;
}

/** Some hundred thousand results of a token, and a fraction of what evaluating a process takes. */
const mostResultBytes = 64 * 1024 ** 2;
/** As many tokens as a tab comes to see in weeks; each takes a few KB. */
const mostProcesses = 500;
/** What is tried of all that waits: a full disk refuses it as well as everything, and sooner. */
const triedAtOnce = 256;

export function createSpares(mostBytes = mostResultBytes): Spares {
  return { results: createSpareTexts(mostBytes), ledgers: new Map(), processes: new Map() };
}

export function sparingStore(kept: Store, { results: spared, ledgers, processes }: Spares): SparingStore {
  function forget(start: string): void {
    spared.forget(start);
    for (const lineId of ledgers.keys()) if (lineId.startsWith(start)) ledgers.delete(lineId);
  }

  /** The oldest first: a reload then lacks no more than what came last. */
  async function saveSpared(lineId: LineId): Promise<void> {
    for (;;) {
      const waiting = spared.oldest(lineId, triedAtOnce);
      if (waiting.length === 0) return;
      await kept.saveResults(lineId, waiting);
      spared.release(lineId, waiting);
    }
  }

  async function saveOrSpare(lineId: LineId, results: readonly NonceText[]): Promise<void> {
    if (spared.oldest(lineId, 1).length > 0) {
      spared.hold(lineId, results);
      return saveSpared(lineId);
    }
    try {
      await kept.saveResults(lineId, results);
    } catch (error) {
      if (isSelfsameError(error)) spared.hold(lineId, results);
      throw error;
    }
  }

  return {
    ...kept,
    saveResults: saveOrSpare,
    async loadResults(lineId, range) {
      const waiting = spared.load(lineId, range);
      if (waiting.length === 0) return kept.loadResults(lineId, range);
      // What waits is at hand, whatever has become of the database.
      const saved = await kept.loadResults(lineId, range).catch(() => []);
      const all = new Map([...waiting, ...saved].map((each) => [each.nonce, each]));
      return [...all.values()].sort((a, b) => a.nonce - b.nonce);
    },
    async saveDocument(kind, id, document) {
      try {
        await kept.saveDocument(kind, id, document);
      } catch (error) {
        if (isSelfsameError(error) && kind === 'process') setNewest(processes, id, document, mostProcesses);
        throw error;
      }
    },
    async loadDocument(kind, id) {
      const waiting = kind === 'process' ? processes.get(id) : undefined;
      return waiting ?? kept.loadDocument(kind, id);
    },
    async deleteLine(lineId) {
      forget(lineId);
      await kept.deleteLine(lineId);
    },
    async deleteProcess(processId) {
      forget(`${processId}/`);
      processes.delete(processId);
      await kept.deleteProcess(processId);
    },
    spareLedger: (lineId, ledger) => setNewest(ledgers, lineId, ledger, mostProcesses),
    sparedLedger: (lineId) => ledgers.get(lineId),
    hasLetGo: (lineId) => spared.hasLetGo(lineId),
  };
}
