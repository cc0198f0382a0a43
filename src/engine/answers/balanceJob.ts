import { balanceQuestion, decodeBalance, decodeTokenInfo, infoQuestion } from '../../protocol/token.ts';
import { ledgerOf } from '../../verification/ledger.ts';
import type { Tally } from '../../verification/tally.ts';
import type { BalanceAnswer, BalanceRequest, Claim } from '../api.ts';
import { evaluateAndPromote } from '../checkpoints/promote.ts';
import type { EvaluationTools } from '../evaluator/evaluationTools.ts';
import type { JobControl } from '../jobs.ts';
import {
  type ComputeUnitClaim,
  claimBalance,
  compareClaim,
  patiently,
  tallyOfClaim,
  unanswered,
} from './computeUnitClaims.ts';
import { levelOfAnswer } from './levelOfAnswer.ts';
import { ask } from './questions.ts';
import { decodeWallet } from './wallet.ts';

/**
 * A balance. Compute units are asked at once and their word shown as `claimed`; the evaluation then promotes or contradicts it.
 * @throws ProtocolError `invalid-wallet`, `no-balance`; what `evaluateProcess` throws
 */
export async function runBalance(
  tools: EvaluationTools,
  request: BalanceRequest,
  { signal, update }: JobControl,
): Promise<BalanceAnswer> {
  const { context, sources } = tools;
  const wallet = decodeWallet(request.wallet);
  let tallies: readonly Tally[] = [];
  const publish = () => update({ facts: ledgerOf(tallies, context.nowMs()) });

  // A unit tells its latest state only, so there is nothing to compare a past nonce with.
  const units = request.toNonce === undefined ? sources.computeUnits : [];
  const claims = new Map<string, ComputeUnitClaim>();
  const tellClaims = () =>
    update({
      claims: units.map(({ url: computeUnit }) => claims.get(computeUnit)?.claim ?? pending(computeUnit)),
    });
  let evaluated = false;
  // Units are asked as long as the job goes on: afterwards nobody would compare what they say.
  const over = new AbortController();
  const asking = { signal: AbortSignal.any([signal, over.signal]) };
  const claiming = units.map(async (unit) => {
    const claim = await claimBalance(unit, request.processId, wallet, asking);
    if (over.signal.aborted) return;
    claims.set(unit.url, claim);
    tellClaims();
    const answer = claimedAnswer([...claims.values()]);
    if (!evaluated && answer !== undefined) update({ answer });
  });
  const claimed = Promise.allSettled(claiming);
  if (units.length > 0) tellClaims();

  const evaluating = evaluateAndPromote(
    tools,
    {
      request,
      signal,
      onResults: () => undefined,
      onProgress: (progress) => update({ progress }),
      onTallies: (found) => {
        tallies = found;
        publish();
      },
    },
    async (process) => {
      const options = { signal, watchdogMs: context.watchdogMs };
      const amount = decodeBalance(await ask(process, balanceQuestion(wallet), options));
      const token = decodeTokenInfo(await ask(process, infoQuestion(), options));
      const nonce = process.position?.nonce ?? null;
      const answer: BalanceAnswer = {
        kind: 'balance',
        level: levelOfAnswer(ledgerOf(process.tallies, context.nowMs()), {
          foreignCheckpoint: process.origin !== undefined,
        }),
        amount,
        token,
        nonce,
        latestNonce: process.latestNonce,
        timestampMs: process.position?.timestampMs ?? null,
      };
      evaluated = true;
      update({ answer });
      await patiently(claimed, signal);
      over.abort();
      for (const { url } of units) {
        const claim = claims.get(url) ?? unanswered(url);
        claims.set(url, compareClaim(claim, { kind: 'amount', amount, token }, nonce));
      }
      if (units.length > 0) tellClaims();
      tallies = [...process.tallies, ...[...claims.values()].map(tallyOfClaim)];
      publish();
      return answer;
    },
    (provisional) => update({ answer: provisional }),
  );
  return evaluating.finally(() => over.abort());
}

/** What units say before we know: `agreed` where several do, on servers of different names, and none says anything else. */
export function claimedAnswer(claims: readonly ComputeUnitClaim[]): BalanceAnswer | undefined {
  const said = claims.flatMap(({ claim, value }) =>
    value?.kind === 'amount' ? [{ ...value, host: hostOf(claim.computeUnit) }] : [],
  );
  const [first, ...others] = said;
  if (first === undefined) return undefined;
  const unanimous = others.every(({ amount }) => amount === first.amount);
  const hosts = new Set(said.map(({ host }) => host));
  return {
    kind: 'balance',
    level: unanimous && hosts.size > 1 ? 'agreed' : 'claimed',
    amount: first.amount,
    token: first.token,
    nonce: null,
    latestNonce: null,
    timestampMs: null,
  };
}

/** Another port is the same machine, and a name may end in a dot. */
function hostOf(url: string): string {
  return new URL(url).hostname.replace(/\.$/, '');
}

function pending(computeUnit: string): Claim {
  return { computeUnit, nonce: null, status: 'pending', value: null, reason: 'It has not answered yet.' };
}
