import type { EvaluationResult, Json } from '../../protocol/evaluationResult.ts';
import { balanceQuestion, balancesQuestion, decodeBalance, decodeBalances } from '../../protocol/token.ts';
import { type Comparison, compareAmounts, compareResults } from '../../verification/claims.ts';
import type { ComparedQuestion } from '../api.ts';

/** What units answer with a result, of which any nonce can be asked. */
export type AnswerQuestion = Exclude<ComparedQuestion, { readonly kind: 'memory' }>;

/** Its answers are amounts in base units. */
export function isAboutAmounts({ kind }: ComparedQuestion): boolean {
  return kind === 'balance' || kind === 'balances';
}

/** A question about state as the body of a dry-run; undefined for what is there to be read. */
export function dryRunOf(question: ComparedQuestion, processId: string): object | undefined {
  switch (question.kind) {
    case 'result':
    case 'memory':
      return undefined;
    case 'balance':
      return { ...balanceQuestion(question.wallet), Target: processId };
    case 'balances':
      return { ...balancesQuestion(), Target: processId };
  }
}

/**
 * Two answers to one question. What was asked is compared, not how it was put: of a balance only the amount.
 * @throws ProtocolError `no-balance` where one of them is no answer
 */
export function compareAnswers(
  question: AnswerQuestion,
  ours: EvaluationResult,
  theirs: EvaluationResult,
): Comparison {
  switch (question.kind) {
    case 'result':
      return compareResults(ours, theirs);
    case 'balance':
      return compareAmounts(decodeBalance(ours), decodeBalance(theirs));
    case 'balances':
      return compareBalances(decodeBalances(ours), decodeBalances(theirs));
  }
}

/**
 * What of an answer is compared, to be shown.
 * @throws as `compareAnswers`
 */
export function comparedPart(question: AnswerQuestion, result: EvaluationResult): Json {
  switch (question.kind) {
    case 'result':
      return { ...result };
    case 'balance':
      return { amount: String(decodeBalance(result)) };
    case 'balances': {
      const held = [...decodeBalances(result)].filter(([, amount]) => amount > 0n);
      return Object.fromEntries(held.map(([wallet, amount]) => [wallet, String(amount)]));
    }
  }
}

/** Who is not listed holds nothing. */
function compareBalances(ours: ReadonlyMap<string, bigint>, theirs: ReadonlyMap<string, bigint>): Comparison {
  const wallets = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  for (const wallet of wallets) {
    const comparison = compareAmounts(ours.get(wallet) ?? 0n, theirs.get(wallet) ?? 0n);
    if (comparison.status === 'differs') return { ...comparison, path: wallet };
  }
  return { status: 'agrees' };
}
