import { isSelfsameError } from '../../base/errors.ts';
import { addTallies, type Tally, tallyOfError } from '../../verification/tally.ts';
import { type Head, reachHead } from '../answers/head.ts';
import { resolveStart } from '../checkpoints/startOf.ts';
import type { EvaluatedProcess, EvaluationOptions, EvaluationTools } from '../evaluator/evaluationTools.ts';
import { readAhead } from '../line/readAhead.ts';
import { OtherSpawn } from '../line/unsettled.ts';
import { type PreparedProcess, prepareProcess } from '../process/prepareProcess.ts';
import { evaluateLine, type Held } from './evaluateLine.ts';
import { createExactItems } from './exactItems.ts';
import { createKeptItems } from './keptItems.ts';
import { createNotices } from './notices.ts';
import { pagesAfter } from './verifiedSchedule.ts';

/**
 * Finds, verifies, restores and evaluates a process up to the nonce asked for (or the latest), saves, and gives it to `use`; closes it
 * however that ends.
 * @throws `SelfsameError`s of every layer
 */
export async function evaluateProcess<Answer>(
  tools: EvaluationTools,
  options: EvaluationOptions,
  use: (evaluated: EvaluatedProcess) => Promise<Answer>,
): Promise<Answer> {
  let tallies: readonly Tally[] = [];
  const onTallies = (found: readonly Tally[]) => {
    tallies = found;
    options.onTallies(found);
  };
  try {
    return await evaluateOrAnew(tools, { ...options, onTallies }, use);
  } catch (error) {
    const failure = isSelfsameError(error) ? tallyOfError(error, 'schedule') : undefined;
    if (failure !== undefined) onTallies(addTallies([...tallies, failure]));
    throw error;
  }
}

const begunAnew =
  'The scheduler unit tells by now when the process was spawned as its scheduler signed it, and had been told otherwise: it is evaluated anew.';

/** A server that once told another spawn would otherwise be what the process rests on, for as long as anything is kept of it. */
async function evaluateOrAnew<Answer>(
  tools: EvaluationTools,
  options: EvaluationOptions,
  use: (evaluated: EvaluatedProcess) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await evaluate(tools, options, use, []);
  } catch (error) {
    if (!(error instanceof OtherSpawn)) throw error;
    return await evaluate(tools, options, use, [begunAnew]);
  }
}

async function evaluate<Answer>(
  tools: EvaluationTools,
  options: EvaluationOptions,
  use: (evaluated: EvaluatedProcess) => Promise<Answer>,
  told: readonly string[],
): Promise<Answer> {
  const { sources, lineLock, lineNews, modules } = tools;
  const { request, signal, onProgress, onTallies } = options;
  const { processId, profile } = request;
  let tellOthers: EvaluationOptions['onProgress'] = () => undefined;
  const telling: EvaluationOptions = {
    ...options,
    onProgress: (progress) => {
      onProgress(progress);
      tellOthers(progress);
    },
  };
  const notices = createNotices(telling.onProgress);
  const onNotice = notices.tell;
  for (const sentence of told) onNotice(sentence);
  if (tools.storageProblem !== undefined) onNotice(tools.storageProblem);
  const exactItems = createExactItems(sources.gateway, {
    signal,
    kept: createKeptItems(processId, tools.store),
  });
  const startId = await resolveStart(request, sources.gateway, tools.store, { signal });
  const ahead = readAhead(tools.store, { processId, profile, startId, toNonce: request.toNonce });
  const { store } = ahead;
  const reach = ({ unit, process }: Pick<PreparedProcess, 'unit' | 'process'>) => {
    const head = reachHead(unit, process.id, { signal });
    // Awaited further down; a failure until then is not an unhandled one.
    head.catch(() => undefined);
    return head;
  };
  let reaching: Promise<Head> | undefined;
  let firstPage: Held['firstPage'];
  /** Beside the module; no further pages, which would keep that waiting on a slow network. */
  const fetchAhead = async ({ unit }: Pick<PreparedProcess, 'unit'>) => {
    if (!(await ahead.isNew)) return undefined;
    return (await unit()).fetchFirstPage(pagesAfter(undefined, processId, request.toNonce), { signal });
  };
  const prepared = await prepareProcess({
    ...{ processId, profile, startId, sources, store, exactItems, modules, signal, onNotice, onTallies },
    onPhase: (phase) => onProgress({ phase }),
    onProcess: (found) => {
      reaching = reach(found);
      firstPage = fetchAhead(found);
      firstPage.catch(() => undefined);
    },
  });
  const { lineId } = prepared;
  if (tools.savesLine) tellOthers = lineNews.teller(lineId);
  let stopListening = () => {};
  try {
    return await lineLock.hold(
      lineId,
      async () => {
        stopListening();
        const head = reaching ?? reach(prepared);
        const held = { prepared, exactItems, reaching: head, firstPage, notices };
        try {
          return await evaluateLine({ ...tools, store }, telling, held, use);
        } catch (error) {
          if (error instanceof OtherSpawn) await tools.store.deleteLine(lineId);
          throw error;
        }
      },
      {
        signal,
        onWait: () => {
          // Whoever moves the line now leaves it elsewhere, and later messages may have come until then.
          ahead.forgetCheckpoint();
          reaching = undefined;
          firstPage = undefined;
          onProgress({ phase: 'waiting-for-other-tab' });
          stopListening = lineNews.listen(lineId, onProgress);
        },
      },
    );
  } finally {
    stopListening();
  }
}
