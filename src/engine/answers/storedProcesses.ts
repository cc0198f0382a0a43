import { isSelfsameError } from '../../base/errors.ts';
import type { EvaluationProfile } from '../../evaluation/profile.ts';
import { decodeItemId, type ProcessId } from '../../protocol/ids.ts';
import type { AoProcess } from '../../protocol/process.ts';
import { findTag } from '../../protocol/tags.ts';
import type { Store, StoredLineInfo } from '../../storage/store.ts';
import type { KeptLine, StoredProcess } from '../api.ts';
import { decodeSavedLedger } from '../line/savedLedger.ts';
import { loadProcess } from '../process/findProcess.ts';
import { lineIdOf } from '../process/prepareProcess.ts';

/** What is kept, process by process. Nothing depends on what a list says: what it leads to is checked. */
export async function listStored(store: Store): Promise<readonly StoredProcess[]> {
  const stored = await store.listProcesses();
  return Promise.all(
    stored.map(async ({ lines, ...info }) => {
      const process = await loadProcess(store, decodeItemId<ProcessId>(info.processId));
      return process === undefined
        ? { ...info, name: null, lines: [] }
        : { ...info, name: findTag(process.tags, 'Name') ?? null, lines: await keptLines(process, lines) };
    }),
  );
}

/** By whose evaluation it is. What is not resumed from, as an earlier evaluator saved it, is left out. */
async function keptLines(
  process: AoProcess,
  stored: readonly StoredLineInfo[],
): Promise<readonly KeptLine[]> {
  const usual = await lineIdOf(process);
  const lines = await Promise.all(
    stored.map(async ({ lineId, nonce, savedMs, ledgerJson }): Promise<readonly KeptLine[]> => {
      if (lineId === usual) return [{ profile: null, nonce, savedMs }];
      const profile = profileIn(ledgerJson);
      const isKnown = profile !== undefined && lineId === (await lineIdOf(process, profile));
      return isKnown ? [{ profile, nonce, savedMs }] : [];
    }),
  );
  return lines.flat().sort((a, b) => Number(a.profile !== null) - Number(b.profile !== null));
}

function profileIn(ledgerJson: string): EvaluationProfile | undefined {
  try {
    return decodeSavedLedger(ledgerJson).profile;
  } catch (error) {
    if (isSelfsameError(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
