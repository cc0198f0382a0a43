import type { ReceiptCheckAnswer, ReceiptCheckRequest, ReceiptField } from '../api.ts';
import type { EvaluationTools } from '../evaluator/evaluationTools.ts';
import type { JobControl } from '../jobs.ts';
import { type FoundState, findState } from './foundState.ts';
import { verifyReceiptText } from './signedReceipt.ts';
import type { Receipt } from './statement.ts';

/**
 * Evaluates what a receipt is about, and compares. That a receipt says the same is no evidence for what was evaluated here, and that it
 * says otherwise is none against it: the level is that of the evaluation alone.
 * @throws what `verifyReceiptText` throws, before anything is fetched; what `findState` throws
 */
export async function runReceiptCheck(
  tools: EvaluationTools,
  request: ReceiptCheckRequest,
  control: JobControl,
): Promise<ReceiptCheckAnswer> {
  const { receipt } = await verifyReceiptText(request.receipt);
  const { processId, nonce, profile } = receipt;
  const found = await findState(tools, { ...request, processId, toNonce: nonce, profile }, control);
  const fields = compareFields(receipt, found);
  const { level, latestNonce } = found;
  const verdict = fields.some(({ status }) => status === 'differs') ? 'differs' : 'same';
  return { kind: 'receipt-check', level, nonce, latestNonce, verdict, fields };
}

/** In the order in which one follows from the other: another module or another schedule leads to another memory. */
function compareFields(receipt: Receipt, found: FoundState): readonly ReceiptField[] {
  const { process, position, memorySha256, memoryBytes, resultSha256 } = found;
  return [
    compare('module', receipt.moduleId, process.moduleId),
    compare('hash-chain', receipt.hashChain, position.hashChain),
    compare('assignment', receipt.assignmentId, position.assignmentId),
    compare('memory', receipt.memorySha256, memorySha256),
    compare('memory-size', String(receipt.memoryBytes), String(memoryBytes)),
    compare('result', receipt.resultSha256, resultSha256),
  ];
}

function compare(name: ReceiptField['name'], claimed: string | null, found: string | null): ReceiptField {
  if (claimed === null || found === null) return { name, status: 'not-told', claimed, found };
  return { name, status: claimed === found ? 'same' : 'differs', claimed, found };
}
