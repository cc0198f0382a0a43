import type { MessageView, SenderFinding, SenderOutcome, SendersBudget } from '../../engine/api.ts';

/** Whether a message says that a process sent it, and not only who signed it. */
export function namesSender({ from, owner, messageId, processId }: MessageView): boolean {
  return from !== owner && messageId !== processId;
}

/** What is typed, before it is a budget. */
export type BudgetDraft = Readonly<Record<keyof SendersBudget, string>>;

export const usualBudget: BudgetDraft = { processes: '4', messages: '20000', depth: '1' };

/** Undefined where something is no whole number from 1 up. */
export function budgetOf(draft: BudgetDraft): SendersBudget | undefined {
  const [processes, messages, depth] = [draft.processes, draft.messages, draft.depth].map((text) =>
    /^\d{1,9}$/.test(text.trim()) ? Number(text) : 0,
  );
  return processes && messages && depth ? { processes, messages, depth } : undefined;
}

/** In the words of the ledger. */
export const outcomeStatus = {
  emitted: 'holds',
  'not-emitted': 'fails',
  unknown: 'unknown',
} as const satisfies Readonly<Record<SenderOutcome['kind'], string>>;

export const outcomeWords = {
  emitted: 'It was sent',
  'not-emitted': 'It was not sent',
  unknown: 'Nobody can tell yet',
} as const satisfies Readonly<Record<SenderOutcome['kind'], string>>;

const order: readonly SenderOutcome['kind'][] = ['not-emitted', 'unknown', 'emitted'];

/** What is wrong comes before what is in order; within that, in the order of the engine. */
export function weakestFirst(findings: readonly SenderFinding[]): readonly SenderFinding[] {
  return [...findings].sort((a, b) => order.indexOf(a.outcome.kind) - order.indexOf(b.outcome.kind));
}
