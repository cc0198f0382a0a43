import { EngineError } from '../../base/errors.ts';
import { ledgerOf } from '../../verification/ledger.ts';
import type { Notable, Tally } from '../../verification/tally.ts';
import { originOf } from '../answers/computeUnitClaims.ts';
import { levelOfAnswer } from '../answers/levelOfAnswer.ts';
import { decodeWallet } from '../answers/wallet.ts';
import type { Claim, CompareAnswer, CompareRequest, UnitComparison } from '../api.ts';
import type { EvaluationTools } from '../evaluator/evaluationTools.ts';
import type { JobControl } from '../jobs.ts';
import { compareMemory } from './compareMemory.ts';
import { compareUnit, pendingComparison } from './compareUnit.ts';
import { findOwnAnswers } from './ownAnswers.ts';
import { compareAnswers } from './questions.ts';
import { createMessageFinder } from './unitAnswers.ts';

/**
 * Evaluates to a nonce, asks every compute unit of the network about it, and looks for the first nonce where one of them differs.
 * @throws EngineError `no-compute-unit`; ProtocolError `invalid-wallet`, `no-balance`; what `findOwnAnswers` throws
 */
export async function runCompare(
  tools: EvaluationTools,
  request: CompareRequest,
  control: JobControl,
): Promise<CompareAnswer> {
  const { context, sources } = tools;
  const { question } = request;
  const { signal, update } = control;
  if (question.kind === 'balance') decodeWallet(question.wallet);
  if (sources.computeUnits.length === 0) {
    throw new EngineError('no-compute-unit', 'The network names no compute unit to compare with.');
  }
  const own = await findOwnAnswers(tools, request, control);
  const { nonce, latestNonce, token, tallies } = own;
  update({ progress: { phase: 'comparing' } });
  // What is no answer of ours, units cannot be blamed for.
  if (question.kind !== 'memory') {
    const ours = await own.answerAt(nonce);
    if (ours) compareAnswers(question, ours, ours);
  }
  const level = levelOfAnswer(ledgerOf(tallies, context.nowMs()));
  const units = sources.computeUnits.map(pendingComparison);
  const answer = (): CompareAnswer => ({
    ...({ kind: 'compare', level, nonce, latestNonce, token } as const),
    units: [...units],
  });
  const tell = () => {
    const facts = ledgerOf([...tallies, ...tallyOfUnits(units, nonce)], context.nowMs());
    update({ answer: answer(), facts, claims: units.map((unit) => claimOf(unit, nonce)) });
  };
  tell();
  const findMessage = createMessageFinder(tools, own, { signal });
  await Promise.all(
    sources.computeUnits.map((unit, index) => {
      const onChange = (comparison: UnitComparison) => {
        units[index] = comparison;
        tell();
      };
      const asking = { own, findMessage, steadyMs: context.steadyMs, signal, onChange };
      return question.kind === 'memory'
        ? compareMemory(unit, asking)
        : compareUnit(unit, { ...asking, question });
    }),
  );
  return answer();
}

const claimStatus: Readonly<Record<UnitComparison['outcome'], Claim['status']>> = {
  pending: 'pending',
  same: 'agrees',
  differs: 'differs',
  behind: 'failed',
  failed: 'failed',
};

/** What a unit said about the nonce asked for, in the form in which every job tells claims. */
function claimOf({ computeUnit, outcome, reason }: UnitComparison, nonce: number): Claim {
  return { computeUnit, nonce, status: claimStatus[outcome], value: null, reason };
}

/** What the first unit that differs said, in short; both answers in full are part of its comparison. */
function differenceOf(units: readonly UnitComparison[]): Pick<Notable, 'expected' | 'actual'> {
  const first = units.find(({ outcome }) => outcome === 'differs');
  if (first === undefined) return {};
  const actual = `${originOf(first.computeUnit)} said something else at ${first.path ?? 'its beginning'}`;
  return { expected: 'what was evaluated here', actual };
}

/** One line of the ledger: how many units were asked about which nonce, and what they said. */
function tallyOfUnits(units: readonly UnitComparison[], nonce: number): readonly Tally[] {
  const count = (outcomes: readonly UnitComparison['outcome'][]) =>
    units.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const same = count(['same']);
  const differ = count(['differs']);
  const silent = count(['behind', 'failed']);
  if (same + differ + silent === 0) return [];
  const parts = [`${same} said the same`, `${differ} something else`, `${silent} nothing`];
  const source = units.map(({ computeUnit }) => originOf(computeUnit)).join(', ');
  const reason = `Compared at nonce ${nonce} with ${units.length} compute unit${units.length === 1 ? '' : 's'}: ${parts.join(', ')}.`;
  return [
    {
      name: 'compute-units',
      source,
      held: same,
      failed: differ,
      unknown: silent,
      notable: { reason, nonce, ...differenceOf(units) },
    },
  ];
}
