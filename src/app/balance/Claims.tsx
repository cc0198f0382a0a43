import { Link } from '@tanstack/react-router';
import { type BalanceAnswer, type BalanceRequest, type Claim, formatTokenAmount } from '../../engine/api.ts';
import { ForeignText } from '../components/foreign/ForeignText.tsx';
import { Nonce } from '../components/values/Nonce.tsx';
import { GroupedAmount } from '../components/values/TokenAmount.tsx';
import { shortenSource } from '../format.ts';
import { useNetwork } from '../networks.ts';
import { compareLink } from '../url.ts';

interface ClaimsProps {
  readonly claims: readonly Claim[];
  readonly answer: BalanceAnswer | null;
  readonly request: BalanceRequest;
}

const verbs: Readonly<Record<Claim['status'], string>> = {
  pending: 'is being asked',
  claimed: 'claims',
  agrees: 'agrees:',
  differs: 'differs:',
  failed: 'gave no answer:',
};

/** What compute units say beside what was found here. A contradiction is told in place, louder than an agreement. */
export function Claims({ claims, answer, request }: ClaimsProps) {
  if (claims.length === 0) return null;
  return (
    <ul className="claims" aria-label="Claims">
      {claims.map((claim) => (
        <li key={claim.computeUnit} className={`claim claim-${claim.status}`} data-claim={claim.status}>
          <span className="claim-unit" title={claim.computeUnit}>
            {shortenSource(claim.computeUnit)}
          </span>{' '}
          {verbs[claim.status]} <ClaimValue claim={claim} answer={answer} />
          {claim.status === 'differs' && typeof answer?.nonce === 'number' ? (
            <CompareLink request={request} nonce={answer.nonce} />
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** Where the unit's amount first was another one. */
function CompareLink({ request, nonce }: { readonly request: BalanceRequest; readonly nonce: number }) {
  const { net } = useNetwork();
  const { processId, wallet } = request;
  return (
    <>
      {' '}
      <Link {...compareLink({ processId, nonce, net, ask: 'balance', wallet })}>Find where it begins</Link>
    </>
  );
}

function ClaimValue({ claim, answer }: { readonly claim: Claim; readonly answer: BalanceAnswer | null }) {
  if (claim.status === 'pending') return null;
  if (claim.value === null) return <ForeignText text={claim.reason} />;
  return (
    <>
      <strong className="number">{claimedAmount(claim.value, answer)}</strong>
      {claim.nonce === null ? null : (
        <>
          {' at nonce '}
          <Nonce nonce={claim.nonce} />
        </>
      )}
      {claim.status === 'differs' ? (
        <span className="claim-verdict">: evaluated here, the schedule gives another amount.</span>
      ) : null}
    </>
  );
}

/** Base units in the answer's denomination; text that is no amount stays what it is. */
function claimedAmount(value: string, answer: BalanceAnswer | null) {
  if (answer === null || !/^-?\d{1,400}$/.test(value)) return <ForeignText text={value} />;
  return <GroupedAmount written={formatTokenAmount(BigInt(value), answer.token.denomination)} />;
}
