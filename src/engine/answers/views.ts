import type { Bytes } from '../../base/bytes.ts';
import { EngineError, isSelfsameError, type SelfsameError } from '../../base/errors.ts';
import { addressFrom } from '../../protocol/address.ts';
import { decodeModule } from '../../protocol/module.ts';
import type { AoProcess } from '../../protocol/process.ts';
import { findTag, type Tags } from '../../protocol/tags.ts';
import type { Store } from '../../storage/store.ts';
import { ledgerOf } from '../../verification/ledger.ts';
import { statusOf, type Tally, tallyOfError, weakestStatus } from '../../verification/tally.ts';
import type {
  KeptRequest,
  MessageRequest,
  MessageView,
  ProcessView,
  SchedulePage,
  ScheduleRequest,
} from '../api.ts';
import type { EngineContext } from '../context.ts';
import type { NetworkSources } from '../networkSources.ts';
import { unsupportedHere } from '../process/compileModule.ts';
import { findModule } from '../process/findModule.ts';
import { lineIdOf } from '../process/prepareProcess.ts';
import type { SparingStore } from '../store/sparingStore.ts';
import { findForReading } from './findForReading.ts';
import { readHeadIfReached, viewHead } from './headView.ts';
import { readEvaluatedThrough, readResults } from './knownResults.ts';
import { describeRow } from './scheduleRow.ts';
import { type CheckedRow, readStoredWindow, readWindow, type WindowRequest } from './scheduleWindow.ts';

const mostRows = 200;

/** What a process is, whether it can be run here, and how far it is known. */
export async function readProcess(
  context: EngineContext,
  store: SparingStore,
  request: KeptRequest,
): Promise<ProcessView> {
  const { process, tally, unit, sources, exactItems } = await findForReading(context, store, request);
  const [head, module, evaluatedNonce] = await Promise.all([
    viewHead({ process, unit, sources, exactItems }),
    readModule(process, sources, store),
    readEvaluatedThrough(store, await lineIdOf(process, request.profile)),
  ]);
  const { id: processId, owner, moduleId, scheduler, blockHeight, timestampMs, tags } = process;
  return {
    processId,
    name: findTag(tags, 'Name') ?? null,
    owner,
    moduleId,
    moduleFormat: findTag(module.tags, 'Module-Format') ?? null,
    scheduler: scheduler ?? null,
    schedulerUnit: head.url,
    ...(head.isArchived && { isArchived: head.isArchived }),
    blockHeight,
    timestampMs,
    tags,
    moduleTags: module.tags,
    latestNonce: head.latestNonce,
    evaluatedNonce: evaluatedNonce < 0 ? null : evaluatedNonce,
    support: module.support,
    facts: ledgerOf([tally, ...module.tallies, head.tally], context.nowMs()),
  };
}

export async function readSchedule(
  context: EngineContext,
  store: SparingStore,
  request: ScheduleRequest,
): Promise<SchedulePage> {
  const { process, unit, exactItems } = await findForReading(context, store, request);
  const fromNonce = Math.max(0, Math.trunc(request.fromNonce));
  const limit = Math.min(mostRows, Math.max(1, Math.trunc(request.limit)));
  const window = {
    process,
    fromNonce,
    toNonce: fromNonce + limit - 1,
    store,
    unit,
    fetchExact: exactItems.fetch,
    evaluatedThrough: async () => readEvaluatedThrough(store, await lineIdOf(process, request.profile)),
  };
  const rows = (await readStoredWindow(window)) ?? (await readToHead(window));
  const toNonce = rows.at(-1)?.entry.assignment.nonce ?? fromNonce;
  const results = await readResults(store, await lineIdOf(process, request.profile), fromNonce, toNonce);
  return {
    rows: rows.map(({ entry, tallies }) =>
      describeRow(entry, results(entry.assignment.nonce), weakestStatus(tallies.map(statusOf))),
    ),
  };
}

/** No further than the schedule is known to go. */
async function readToHead(window: WindowRequest): Promise<readonly CheckedRow[]> {
  const { latestNonce } = await readHeadIfReached(window.unit, window.process.id);
  const toNonce = Math.min(window.toNonce, latestNonce ?? window.toNonce);
  return toNonce < window.fromNonce ? [] : readWindow({ ...window, toNonce });
}

/** @throws EngineError `nonce-not-reached` */
export async function readMessage(
  context: EngineContext,
  store: SparingStore,
  request: MessageRequest,
): Promise<MessageView> {
  const { process, unit, exactItems } = await findForReading(context, store, request);
  const { nonce } = request;
  const range = { fromNonce: nonce, toNonce: nonce };
  const lineId = await lineIdOf(process, request.profile);
  const [row] = await readWindow({
    ...{ process, ...range, store, unit, fetchExact: exactItems.fetch },
    evaluatedThrough: () => readEvaluatedThrough(store, lineId),
  });
  if (row === undefined) {
    throw new EngineError(
      'nonce-not-reached',
      `The schedule of ${process.id} has no message at nonce ${nonce}.`,
      {
        details: { itemId: process.id, nonce },
      },
    );
  }
  const known = (await readResults(store, lineId, nonce, nonce))(nonce);
  const { assignment, message, assigned } = row.entry;
  const item = message ?? assigned;
  return {
    ...describeRow(row.entry, known, weakestStatus(row.tallies.map(statusOf))),
    processId: process.id,
    owner: item === undefined ? assignment.ownerAddress : addressFrom(item),
    target: item?.target ?? null,
    anchor: item?.anchor ?? null,
    tags: item?.tags ?? [],
    assignmentTags: assignment.tags,
    data: item?.data ?? null,
    contentType: findTag(item?.tags ?? [], 'Content-Type') ?? null,
    hashChain: assignment.hashChain,
    result: known.result ?? null,
    facts: ledgerOf(row.tallies, context.nowMs()),
  };
}

interface ModuleFindings {
  readonly tags: Tags;
  readonly support: ProcessView['support'];
  readonly tallies: readonly Tally[];
}

async function readModule(
  process: AoProcess,
  sources: NetworkSources,
  store: Store,
): Promise<ModuleFindings> {
  try {
    const { transaction, tally, bytes } = await findModule(process.moduleId, sources, store);
    return { tags: transaction.tags, tallies: [tally], support: supportOf(transaction, process, bytes) };
  } catch (error) {
    if (!isSelfsameError(error)) throw error;
    const failure = tallyOfError(error, 'gateway');
    return { tags: [], tallies: failure === undefined ? [] : [failure], support: cannotRun(error) };
  }
}

function supportOf(
  transaction: Parameters<typeof decodeModule>[0],
  process: AoProcess,
  bytes: Bytes,
): ProcessView['support'] {
  try {
    const unsupported = unsupportedHere(decodeModule(transaction, process.tags), bytes);
    return unsupported === undefined ? { kind: 'runs' } : cannotRun(unsupported);
  } catch (error) {
    if (!isSelfsameError(error)) throw error;
    return cannotRun(error);
  }
}

function cannotRun({ code, message }: SelfsameError): ProcessView['support'] {
  return { kind: 'cannot-run', code, reason: message };
}
