import type { AoProcess } from '../../protocol/process.ts';
import type { LineId } from '../../storage/line.ts';
import { statusOf, weakestStatus } from '../../verification/tally.ts';
import type { ScheduleRow } from '../api.ts';
import type { ExactItems } from '../replay/exactItems.ts';
import type { SparingStore } from '../store/sparingStore.ts';
import { readResults } from './knownResults.ts';
import { describeRow } from './scheduleRow.ts';
import { type CheckedRow, readStoredWindow, type WindowRequest } from './scheduleWindow.ts';

export interface FoundPlace {
  readonly process: AoProcess;
  readonly lineId: LineId;
  readonly store: SparingStore;
  readonly unit: WindowRequest['unit'];
  readonly exactItems: ExactItems;
}

export interface FoundRow extends CheckedRow {
  readonly row: ScheduleRow;
}

/** An entry that was found among those that are kept, verified as any other row; undefined where it has gone since it was read. */
export async function readFound(place: FoundPlace, nonce: number): Promise<FoundRow | undefined> {
  const { process, store, unit, exactItems } = place;
  const range = { fromNonce: nonce, toNonce: nonce };
  const checked = await readStoredWindow({ process, ...range, store, unit, fetchExact: exactItems.fetch });
  const [found] = checked ?? [];
  return found && describeFound(place, found);
}

export async function describeFound(
  { store, lineId }: FoundPlace,
  { entry, tallies }: CheckedRow,
): Promise<FoundRow> {
  const { nonce } = entry.assignment;
  const results = await readResults(store, lineId, nonce, nonce);
  const status = weakestStatus(tallies.map(statusOf));
  return { entry, tallies, row: describeRow(entry, results(nonce), status) };
}
