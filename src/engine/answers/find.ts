import type { ScheduledMessage } from '../../protocol/message.ts';
import { decodeScheduledMessage } from '../../protocol/scheduleJson.ts';
import type { NonceRange } from '../../storage/store.ts';
import { statusOf, weakestStatus } from '../../verification/tally.ts';
import type { FindPage, FindRequest } from '../api.ts';
import type { EngineContext } from '../context.ts';
import { keptBefore } from '../process/keptSchedule.ts';
import { lineIdOf } from '../process/prepareProcess.ts';
import type { SparingStore } from '../store/sparingStore.ts';
import { findForReading } from './findForReading.ts';
import { createFindPage } from './findPage.ts';
import { type Candidate, createTermMatching } from './findTerms.ts';
import { describeFound, type FoundPlace, type FoundRow, readFound } from './readFound.ts';
import { type CheckedRow, readWindow } from './scheduleWindow.ts';

/** Entries that are asked for at once, and verified before the next. */
const fetchedAtOnce = 200;

/**
 * Messages that fulfil all terms, backwards from a nonce: out of what is kept, and where the request says so out of what the scheduler unit has
 * besides. What is kept was verified when it was; of it, what is found is verified again.
 * @throws SourceError where something is to be fetched and cannot
 */
export async function findMessages(
  context: EngineContext,
  store: SparingStore,
  request: FindRequest,
): Promise<FindPage> {
  const { process, unit, exactItems } = await findForReading(context, store, request);
  const place = { process, unit, exactItems, store, lineId: await lineIdOf(process, request.profile) };
  const matching = createTermMatching(request.terms);
  const page = createFindPage();
  const beforeNonce = Math.max(0, Math.trunc(request.beforeNonce));
  for await (const { range, entries } of entriesBefore(place, beforeNonce, request.fetches)) {
    const results = matching.readsResults ? await loadTexts(place, range) : noTexts;
    for (const entry of entries) {
      const outcome = matching.compare(entry, results.get(entry.nonce));
      page.look(entry, outcome);
      if (outcome === 'matches') {
        const found =
          entry.kind === 'kept'
            ? await readKept(place, entry.nonce)
            : await describeFound(place, entry.checked);
        page.add(found?.row);
      }
      if (page.isFull) return page.endingAt(entry.nonce);
    }
    if (entries.length === 0) page.passOver();
    if (page.isFull) return page.endingAt(range.fromNonce);
  }
  return page.endingAt(0);
}

/** The link of an entry behind a gap is checked against one that is not kept: undefined where nobody has that. */
async function readKept(place: FoundPlace, nonce: number): Promise<FoundRow | undefined> {
  const found = await readFound(place, nonce);
  if (found !== undefined) return found;
  const { process, store, unit, exactItems } = place;
  const range = { fromNonce: nonce, toNonce: nonce };
  const rows = await readWindow({ process, ...range, store, unit, fetchExact: exactItems.fetch }).catch(
    () => [],
  );
  const [checked] = rows;
  return checked && describeFound(place, checked);
}

interface Looked {
  readonly range: NonceRange;
  /** By falling nonce. */
  readonly entries: readonly LookedEntry[];
}

type LookedEntry = Candidate & ({ readonly kind: 'kept' } | Fetched);

interface Fetched {
  readonly kind: 'fetched';
  readonly checked: CheckedRow;
  readonly fails: boolean;
}

async function* entriesBefore(
  { process, store, unit, exactItems }: FoundPlace,
  beforeNonce: number,
  fetches: boolean,
): AsyncGenerator<Looked> {
  for await (const { range, stored } of keptBefore(store, process.id, beforeNonce)) {
    if (!fetches || stored.length === range.toNonce - range.fromNonce + 1) {
      yield { range, entries: stored.map(asKept).reverse() };
      continue;
    }
    for (let toNonce = range.toNonce; toNonce >= range.fromNonce; toNonce -= fetchedAtOnce) {
      const part = { fromNonce: Math.max(range.fromNonce, toNonce - fetchedAtOnce + 1), toNonce };
      const rows = await readWindow({ process, ...part, store, unit, fetchExact: exactItems.fetch });
      yield { range: part, entries: rows.map(asFetched).reverse() };
    }
  }
}

function asKept({ nonce, json }: { readonly nonce: number; readonly json: string }): LookedEntry {
  return { kind: 'kept', nonce, json, decode: () => decodeKept(json) };
}

function decodeKept(json: string): ScheduledMessage | undefined {
  try {
    return decodeScheduledMessage(JSON.parse(json));
  } catch {
    return undefined;
  }
}

function asFetched(checked: CheckedRow): LookedEntry {
  const { entry, tallies } = checked;
  const fails = weakestStatus(tallies.map(statusOf)) === 'fails';
  return {
    kind: 'fetched',
    nonce: entry.assignment.nonce,
    json: undefined,
    decode: () => entry,
    checked,
    fails,
  };
}

type Texts = ReadonlyMap<number, string>;
const noTexts: Texts = new Map();

async function loadTexts({ store, lineId }: FoundPlace, range: NonceRange): Promise<Texts> {
  const stored = await store.loadResults(lineId, range).catch(() => []);
  return new Map(stored.map(({ nonce, json }) => [nonce, json]));
}
