import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import type {
  AnswerDifference,
  ComparedQuestion,
  JobRequest,
  Probe,
  TokenInfo,
  UnitComparison,
} from '../../engine/api.ts';
import { TextDiff } from '../components/diff/TextDiff.tsx';
import { ForeignText } from '../components/foreign/ForeignText.tsx';
import { keyed } from '../components/keyed.ts';
import { Id } from '../components/values/Id.tsx';
import { unitOf } from '../components/values/unitOf.ts';
import { formatCount, formatCounted, shortenSource } from '../format.ts';
import { useNetwork } from '../networks.ts';
import { compareLink, messageLink } from '../url.ts';
import { inDenomination } from './amountLines.ts';
import { describeAssumption, describeSearch, titleBoundary } from './compareWords.ts';

interface BoundaryProps {
  readonly unit: UnitComparison;
  readonly request: JobRequest;
  readonly question: ComparedQuestion['kind'];
  /** Null where no amounts are compared. */
  readonly token: TokenInfo | null;
}

/** From where on a unit says something else: how that was found, the message there, and both answers to it. */
export function Boundary({ unit, request, question, token }: BoundaryProps) {
  const headingId = useId();
  const { search, computeUnit } = unit;
  const sentence = describeSearch(search, unit.outcome, question);
  if (sentence === '') return null;
  const host = shortenSource(computeUnit);
  return (
    <section
      className="panel stack"
      aria-labelledby={headingId}
      data-search={search.state}
      data-boundary={search.state === 'found' ? (search.differsNonce ?? undefined) : undefined}
    >
      <h2 id={headingId} className="boundary-title">
        {search.state === 'found' && search.differsNonce !== null
          ? titleBoundary(host, search.differsNonce, question)
          : host}
      </h2>
      <p>{sentence}</p>
      {search.state === 'found' ? (
        <p className="prose">
          {search.confirmed
            ? 'Asked once more at the end, it said the same of both. '
            : 'Asked once more at the end, it did not say the same of both: it does not always answer alike. '}
          {describeAssumption(question)}
        </p>
      ) : null}
      {search.difference === null ? null : (
        <Difference difference={search.difference} host={host} {...{ request, question, token }} />
      )}
      <Probes probes={search.probes} />
    </section>
  );
}

interface DifferenceProps extends Pick<BoundaryProps, 'request' | 'question' | 'token'> {
  readonly difference: AnswerDifference;
  readonly host: string;
}

function Difference({ difference, host, request, question, token }: DifferenceProps) {
  const { net } = useNetwork();
  const { nonce, messageId, action, path, ours, theirs } = difference;
  const { processId } = request;
  const shown = (text: string) => (token === null ? text : inDenomination(text, token.denomination));
  const wallet =
    request.kind === 'compare' && request.question.kind === 'balance' ? request.question.wallet : undefined;
  return (
    <>
      <p className="row">
        <Link {...messageLink({ processId, nonce, net })} className="button">
          Message {formatCount(nonce)}
        </Link>
        <Link {...compareLink({ processId, nonce, net, ask: question, wallet })} className="button">
          Replay to nonce {formatCount(nonce)}
        </Link>
        <span className="quiet">
          {action === null ? null : (
            <>
              <ForeignText text={action} />{' '}
            </>
          )}
          <Id id={messageId} what="message id" />
        </span>
      </p>
      <p>
        The answers part at{' '}
        <code>
          <ForeignText text={path} />
        </code>
        .
        {token === null ? null : (
          <>
            {' '}
            <UnitOfAmounts token={token} />
          </>
        )}
      </p>
      <TextDiff
        caption="Both answers"
        left={{ text: shown(ours), title: 'Evaluated here', label: 'here' }}
        right={{ text: shown(theirs), title: `${host} says`, label: 'there' }}
        contradicts
      />
    </>
  );
}

function UnitOfAmounts({ token }: { readonly token: TokenInfo }) {
  const { denomination } = token;
  if (denomination === null) return 'Amounts are in base units: the process tells no denomination.';
  return (
    <>
      Amounts are in <ForeignText text={unitOf(token)} />, with {formatCounted(denomination, 'decimal place')}
      , as the process says when it is evaluated here.
    </>
  );
}

const probeWords: Readonly<Record<Probe['outcome'], string>> = {
  same: 'same',
  differs: 'differs',
  unknown: 'not compared',
};

function Probes({ probes }: { readonly probes: readonly Probe[] }) {
  if (probes.length === 0) return null;
  return (
    <details className="probes">
      <summary>Nonces asked, in order</summary>
      <ol>
        {keyed(probes).map(({ key, item: probe }) => (
          <li key={key} data-probe={probe.nonce}>
            <span className="number">{formatCount(probe.nonce)}</span> {probeWords[probe.outcome]}
            {probe.reason === '' ? null : (
              <span className="quiet">
                : <ForeignText text={probe.reason} />
              </span>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
