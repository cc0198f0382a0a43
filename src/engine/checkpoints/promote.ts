import { isSelfsameError, type SelfsameError } from '../../base/errors.ts';
import { failFact } from '../../verification/failure.ts';
import { addTallies, failed, held, type Notable, type Tally } from '../../verification/tally.ts';
import type { JobRequest } from '../api.ts';
import type { EvaluatedProcess, EvaluationOptions, EvaluationTools } from '../evaluator/evaluationTools.ts';
import { evaluateProcess } from '../replay/evaluateProcess.ts';
import { type CheckpointOrigin, itemOf, voucherOf } from './origin.ts';
import { startOf, withoutStart } from './startOf.ts';

/**
 * Evaluates a process, and gives it to `use`: from its first message, or where the request says so from a checkpoint that somebody published, or that came in a file.
 * That second answer is provisional: the process is then replayed from its first message, its memory compared with what was published, and
 * `use` called again with what was evaluated here alone. Where the replay cannot be done, the provisional answer stands, and a notice says why.
 * @param onProvisional what `use` made of the published checkpoint
 * @throws VerificationError `checkpoint-contradicted` (fact `memory-hash`) where replaying leads to other memory; what `evaluateProcess` throws
 */
export async function evaluateAndPromote<Answer>(
  tools: EvaluationTools,
  options: EvaluationOptions,
  use: (evaluated: EvaluatedProcess) => Promise<Answer>,
  onProvisional: (answer: Answer) => void,
): Promise<Answer> {
  if (startOf(options.request) === undefined) return evaluateProcess(tools, options, use);
  let begun: EvaluatedProcess | undefined;
  // Results are told once, by the replay from the first message.
  const quiet: EvaluationOptions = { ...options, onResults: () => undefined };
  const provisional = await evaluateProcess(tools, quiet, (evaluated) => {
    begun = evaluated;
    return use(evaluated);
  });
  if (begun?.origin === undefined) return provisional;
  const { origin, lineId, tallies } = begun;
  onProvisional(provisional);

  const request = withoutStart(options.request);
  const replaying: EvaluationOptions = { ...options, request, onProgress: asPromotion(options) };
  // What is kept between the two parts is needed even where nothing outlives the job.
  const saving: EvaluationTools = { ...tools, savesLine: true };
  const replayed = await replayTo(saving, replaying, origin.nonce);
  if (replayed.kind === 'failed') {
    options.onProgress({ notices: [unchecked(origin, replayed.failure)] });
    return provisional;
  }
  const finding = compareMemory(origin, replayed.memorySha256);
  try {
    if (finding.failed > 0) {
      options.onTallies(addTallies([...tallies, finding]));
      throw contradiction(finding.notable);
    }
    const onTallies = (found: readonly Tally[]) => options.onTallies(addTallies([...found, finding]));
    return await evaluateProcess(saving, { ...replaying, onTallies }, (evaluated) =>
      use(withFinding(evaluated, finding)),
    );
  } finally {
    await tools.store.deleteLine(lineId).catch(() => undefined);
  }
}

/** Evidence may still grow while questions are asked. */
function withFinding(evaluated: EvaluatedProcess, finding: Tally): EvaluatedProcess {
  return {
    ...evaluated,
    get tallies() {
      return addTallies([...evaluated.tallies, finding]);
    },
  };
}

type Replayed =
  | { readonly kind: 'done'; readonly memorySha256: string }
  | { readonly kind: 'failed'; readonly failure: SelfsameError };

/** Our own memory at `toNonce`. A check that fails on the way is the answer's failure, whatever it rested on. */
async function replayTo(
  tools: EvaluationTools,
  options: EvaluationOptions,
  toNonce: number,
): Promise<Replayed> {
  let tallies: readonly Tally[] = [];
  const onTallies = (found: readonly Tally[]) => {
    tallies = found;
  };
  const request: JobRequest = { ...options.request, toNonce };
  try {
    const memorySha256 = await evaluateProcess(tools, { ...options, request, onTallies }, ({ evaluator }) =>
      evaluator.hashMemory(),
    );
    return { kind: 'done', memorySha256 };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!isSelfsameError(error)) throw error;
    if (error.layer !== 'verification') return { kind: 'failed', failure: error };
    options.onTallies(tallies);
    throw error;
  }
}

function compareMemory(origin: CheckpointOrigin, actual: string): Tally {
  const { nonce, memorySha256 } = origin;
  const owner = voucherOf(origin);
  const where = { ...itemOf(origin), nonce, expected: memorySha256, actual };
  if (actual === memorySha256) {
    const reason = `Replaying from the first message led to the very memory that ${owner} gave for nonce ${nonce}.`;
    return held('memory-hash', 'this browser', { reason, ...where });
  }
  const reason = `Replaying from the first message led to another memory at nonce ${nonce} than ${owner} gave.`;
  return failed('memory-hash', 'this browser', { reason, ...where });
}

function contradiction(notable: Notable | undefined) {
  const { reason = 'The checkpoint’s memory is another.', ...details } = notable ?? {};
  return failFact('memory-hash', 'checkpoint-contradicted', reason, details);
}

function unchecked(origin: CheckpointOrigin, failure: SelfsameError): string {
  return `The answer rests on the word of ${voucherOf(origin)}, because replaying from the first message was not possible: ${failure.message}`;
}

/** The same progress, under the name of what it is for. */
function asPromotion({ onProgress }: EvaluationOptions): EvaluationOptions['onProgress'] {
  return (progress) =>
    onProgress(progress.phase === 'evaluating' ? { ...progress, phase: 'promoting' } : progress);
}
