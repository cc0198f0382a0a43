import { EngineError } from '../../base/errors.ts';
import type { EvidenceLevel } from '../../verification/evidence.ts';
import { ledgerOf } from '../../verification/ledger.ts';
import { addTallies } from '../../verification/tally.ts';
import type { EvaluatedSender, SenderFinding, SenderOutcome, SendersAnswer, SendersRequest } from '../api.ts';
import type { EvaluationTools } from '../evaluator/evaluationTools.ts';
import type { JobControl } from '../jobs.ts';
import { evaluateSender } from './evaluateSender.ts';
import { type ReceivedMessage, readAskedMessages, readPassedMessages } from './receivedMessages.ts';
import { tallyOfFinding } from './senderTallies.ts';

/**
 * Was a message really sent by the process that it names? Evaluates the senders, then the senders of what those had received until they
 * sent it, and so on, as far as the budget goes.
 * @throws EngineError `invalid-budget`, `no-sending-process`; what reading the asked messages throws
 */
export async function runSenders(
  tools: EvaluationTools,
  request: SendersRequest,
  { signal, update }: JobControl,
): Promise<SendersAnswer> {
  const { budget, nonce } = request;
  checkBudget(request);
  const { received, tallies } = await readAskedMessages(tools, request, { signal });
  if (received.length === 0 && request.scope === 'one') throw noSendingProcess(request);

  const findings: SenderFinding[] = [];
  const evaluated = new Map<string, EvaluatedSender>();
  const seen = new Set<string>();
  let messagesLeft = budget.messages;
  let countBefore = 0;
  const publish = () => {
    const found = findings.map((each) => tallyOfFinding(each, evaluated.get(each.senderId)?.level));
    const all = addTallies([...tallies, ...found]);
    update({ facts: ledgerOf(all, tools.context.nowMs()) });
  };
  const find = (
    messages: readonly ReceivedMessage[],
    outcomeOf: (message: ReceivedMessage) => SenderOutcome,
  ) => {
    for (const message of messages) findings.push(findingOf(message, outcomeOf(message)));
    publish();
  };

  publish();
  let wave = received;
  for (let depth = 1; depth <= budget.depth && wave.length > 0; depth += 1) {
    let deeper: readonly ReceivedMessage[] = [];
    for (const message of wave) seen.add(placeOf(message));
    for (const [senderId, messages] of bySender(wave)) {
      const spent = budgetSpent(request, messagesLeft, evaluated.size + (evaluated.has(senderId) ? 0 : 1));
      if (spent !== undefined) {
        find(messages, () => ({ kind: 'unknown', reason: spent }));
        continue;
      }
      const sender = await evaluateSender(tools, request, senderId, messages, {
        messageBudget: messagesLeft,
        signal,
        onProgress: ({ evaluatedCount, ...progress }) =>
          update({
            progress: {
              ...progress,
              ...(evaluatedCount !== undefined && { evaluatedCount: countBefore + evaluatedCount }),
            },
          }),
      });
      messagesLeft -= sender.evaluatedCount;
      countBefore += sender.evaluatedCount;
      const { name, level, throughNonce } = sender;
      if (level !== null) evaluated.set(senderId, { processId: senderId, name, level, throughNonce });
      find(
        messages,
        (message) => sender.outcomes.get(message) ?? { kind: 'unknown', reason: 'It was not looked for.' },
      );
      const throughEmission = lastEmission(sender.outcomes);
      deeper = deeper.concat(readPassedMessages(sender.passed, senderId, throughEmission, depth + 1));
    }
    wave = deeper.filter((message) => !seen.has(placeOf(message)));
  }
  const senders = [...evaluated.values()];
  return { kind: 'senders', level: weakestLevel(senders), nonce, findings, evaluated: senders };
}

function bySender(messages: readonly ReceivedMessage[]): ReadonlyMap<string, readonly ReceivedMessage[]> {
  const groups = new Map<string, ReceivedMessage[]>();
  for (const message of messages) {
    const group = groups.get(message.senderId);
    if (group === undefined) groups.set(message.senderId, [message]);
    else group.push(message);
  }
  return groups;
}

function findingOf(
  { processId, entry, senderId, depth }: ReceivedMessage,
  outcome: SenderOutcome,
): SenderFinding {
  const { nonce, messageId } = entry.assignment;
  return { processId, nonce, messageId: messageId ?? processId, senderId, depth, outcome };
}

/** Later than this the sender's state plays no part in what was asked about. */
function lastEmission(outcomes: ReadonlyMap<ReceivedMessage, SenderOutcome>): number {
  let last = -1;
  for (const each of outcomes.values()) if (each.kind === 'emitted') last = Math.max(last, each.senderNonce);
  return last;
}

function placeOf({ processId, entry }: ReceivedMessage): string {
  return `${processId} ${entry.assignment.nonce}`;
}

function budgetSpent(
  { budget }: SendersRequest,
  messagesLeft: number,
  processes: number,
): string | undefined {
  if (processes > budget.processes)
    return `The budget of ${budget.processes} processes was used up before this one.`;
  if (messagesLeft <= 0) return `The budget of ${budget.messages} messages was used up before this one.`;
  return undefined;
}

const levels: readonly EvidenceLevel[] = ['claimed', 'agreed', 'resumed', 'evaluated'];

/** `claimed` where nothing was evaluated. */
function weakestLevel(senders: readonly EvaluatedSender[]): EvidenceLevel {
  return levels.find((level) => senders.some((sender) => sender.level === level)) ?? 'claimed';
}

function checkBudget({ budget }: SendersRequest): void {
  for (const [name, value] of Object.entries(budget)) {
    if (Number.isSafeInteger(value) && value > 0) continue;
    throw new EngineError(
      'invalid-budget',
      `A budget of ${value} ${name} is none: it takes a whole number from 1 up.`,
      {
        details: { name, actual: String(value) },
      },
    );
  }
}

function noSendingProcess({ processId, nonce }: SendersRequest): EngineError {
  return new EngineError(
    'no-sending-process',
    `The message at nonce ${nonce} of ${processId} names no process as its sender, or does not verify.`,
    { details: { itemId: processId, nonce } },
  );
}
