import { dockerProfile } from '../../evaluation/profile.ts';
import type { Store } from '../../storage/store.ts';
import type { ReceiptAnswer, ReceiptRequest } from '../api.ts';
import type { EvaluationTools } from '../evaluator/evaluationTools.ts';
import type { JobControl } from '../jobs.ts';
import { revisionFor } from '../process/prepareProcess.ts';
import { findState } from './foundState.ts';
import { ensureReceiptKey, saveSigned } from './receiptBook.ts';
import { signReceipt } from './signedReceipt.ts';

/**
 * Evaluates a process to a nonce, and signs what came of it.
 * @param book where the key and the receipt are kept, also when the evaluation is to leave no trace
 * @throws what `findState` throws; StorageError
 */
export async function runReceipt(
  tools: EvaluationTools,
  book: Store,
  request: ReceiptRequest,
  control: JobControl,
): Promise<ReceiptAnswer> {
  const found = await findState(tools, request, control);
  const { process, position, latestNonce, memorySha256, memoryBytes, resultSha256, level, facts } = found;
  const { nonce, assignmentId, hashChain } = position;
  const signed = await signReceipt(
    {
      processId: process.id,
      nonce,
      assignmentId,
      hashChain,
      moduleId: process.moduleId,
      profile: request.profile ?? dockerProfile,
      memorySha256,
      memoryBytes,
      resultSha256,
      level,
      facts: Object.fromEntries(facts.map(({ name, status }) => [name, status])),
      evaluator: { name: 'selfsame', revision: revisionFor(process) },
      evaluatedMs: tools.context.nowMs(),
    },
    await ensureReceiptKey(book),
  );
  return { kind: 'receipt', level, nonce, latestNonce, receipt: await saveSigned(book, signed) };
}
