import { Link, useLocation } from '@tanstack/react-router';
import { type CSSProperties, useId } from 'react';
import type { BalanceAnswer, BalanceRequest, Fact, JobSnapshot } from '../../engine/api.ts';
import { AnswersAs } from '../components/evidence/AnswersAs.tsx';
import { EvidenceBadge } from '../components/evidence/EvidenceBadge.tsx';
import { EvidenceDisclosure } from '../components/evidence/EvidenceDisclosure.tsx';
import { type ShownLevel, shownLevel, unknownTitles } from '../components/evidence/evidenceWords.ts';
import { ValueEvidence } from '../components/evidence/ValueEvidence.tsx';
import { ForeignName } from '../components/foreign/ForeignName.tsx';
import { CopyButton } from '../components/values/CopyButton.tsx';
import { Id } from '../components/values/Id.tsx';
import { Nonce } from '../components/values/Nonce.tsx';
import { ProcessLink } from '../components/values/ProcessLink.tsx';
import { RelativeTime } from '../components/values/RelativeTime.tsx';
import { TokenAmount } from '../components/values/TokenAmount.tsx';
import { useNetwork } from '../networks.ts';
import { writeFindTerm } from '../process/find/findText.ts';
import { absoluteUrl, processLink } from '../url.ts';
import { Claims } from './Claims.tsx';

/** What was checked of the place in its schedule up to which the process was evaluated. */
const saidOfPlace = [
  'scheduler-authorised',
  'assignment-signatures',
  'assignment-tags',
  'nonces-gapless',
  'hash-chain',
] as const;

interface AnswerProps {
  readonly snapshot: JobSnapshot | null;
  readonly request: BalanceRequest;
}

/** The value, and under it why it may be believed. Its lines are there from the start, so nothing moves when they fill. */
export function Answer({ snapshot, request }: AnswerProps) {
  const headingId = useId();
  const { net } = useNetwork();
  const hashPath = useLocation({ select: (location) => location.href });
  const answer = snapshot?.answer?.kind === 'balance' ? snapshot.answer : null;
  const facts = snapshot?.facts ?? [];
  const claims = snapshot?.claims ?? [];
  const level = answer === null ? null : shownLevel(answer.level, facts);
  const provisional = level === null || level === 'claimed' || level === 'none';
  return (
    <section
      className="answer panel"
      aria-labelledby={headingId}
      data-provisional={provisional ? '' : undefined}
    >
      <h2 id={headingId} className="visually-hidden">
        Answer
      </h2>
      <p className="answer-of">
        <TokenName answer={answer} processId={request.processId} /> held by{' '}
        <Id id={request.wallet} what="wallet" />
      </p>
      <div className="answer-value">
        {answer === null ? (
          <p className="amount answer-empty">
            <span aria-hidden="true">—</span>
            <span className="visually-hidden">not known yet</span>
          </p>
        ) : (
          <TokenAmount amount={answer.amount} token={answer.token} provisional={provisional} />
        )}
      </div>
      <p className="answer-evidence">
        {answer === null ? (
          <span className="quiet">
            {snapshot?.state === 'stopped' ? 'Stopped before an answer' : 'Not known yet'}
          </span>
        ) : (
          <AnswerEvidence answer={answer} level={level ?? 'none'} facts={facts} />
        )}
      </p>
      {request.profile === undefined ? null : (
        <p className="quiet">
          <AnswersAs />.
        </p>
      )}
      {snapshot?.state === 'done' && answer?.level === 'claimed' ? <Caveat facts={facts} /> : null}
      <div
        className="answer-claims"
        style={{ '--claims': request.network.computeUnits.length } as CSSProperties}
      >
        <Claims claims={claims} answer={answer} request={request} />
      </div>
      <EvidenceDisclosure facts={facts}>
        <CopyButton label="Copy link" text={() => absoluteUrl(window.location.href, hashPath)} />
        <Link
          {...processLink({
            processId: request.processId,
            net,
            nonce: answer?.nonce ?? undefined,
            wallet: request.wallet,
            tab: 'receipts',
          })}
          className="button"
        >
          Receipts
        </Link>
        <Link
          {...processLink({
            processId: request.processId,
            net,
            find: writeFindTerm({ kind: 'names', value: request.wallet }),
          })}
          className="button"
        >
          Messages<span className="visually-hidden"> of this process that name the wallet</span>
        </Link>
      </EvidenceDisclosure>
    </section>
  );
}

/** Why an evaluation that went through has no stronger word. */
function Caveat({ facts }: { readonly facts: readonly Fact[] }) {
  const unknown = unknownTitles(facts);
  if (unknown.length === 0) return null;
  return (
    <p className="answer-caveat">
      The schedule was evaluated here, but not all of it could be checked ({unknown.join(', ')}). That makes
      it no more than what its servers say.
    </p>
  );
}

function TokenName({
  answer,
  processId,
}: {
  readonly answer: BalanceAnswer | null;
  readonly processId: string;
}) {
  const name = answer?.token.name ?? null;
  return (
    <>
      {name === null ? 'Balance' : <ForeignName name={name} />} <ProcessLink processId={processId} />
    </>
  );
}

function Dot() {
  return <span className="answer-dot"> · </span>;
}

interface AnswerEvidenceProps {
  readonly answer: BalanceAnswer;
  readonly level: ShownLevel;
  readonly facts: readonly Fact[];
}

function AnswerEvidence({ answer, level, facts }: AnswerEvidenceProps) {
  return (
    <>
      <EvidenceBadge level={level} />
      <span>
        {answer.nonce === null ? (
          'nonce not told'
        ) : (
          <span className="answer-clause">
            through nonce <Nonce nonce={answer.nonce} />{' '}
            <ValueEvidence what="the nonce" facts={facts} names={saidOfPlace} />
          </span>
        )}
        {answer.latestNonce === null ? null : (
          <>
            <Dot />
            <span className="answer-clause">
              latest known <Nonce nonce={answer.latestNonce} />{' '}
              <ValueEvidence what="the latest nonce" facts={facts} names={['head']} />
            </span>
          </>
        )}
        {answer.timestampMs === null ? null : (
          <>
            <Dot />
            <span className="answer-clause">
              last message <RelativeTime timestampMs={answer.timestampMs} />{' '}
              <ValueEvidence
                what="the time"
                facts={facts}
                names={['assignment-signatures', 'time-order']}
                note="The scheduler’s own word for when it took the last message."
              />
            </span>
          </>
        )}
      </span>
    </>
  );
}
