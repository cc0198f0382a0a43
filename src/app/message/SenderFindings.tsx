import { Link } from '@tanstack/react-router';
import type { SenderFinding, SenderOutcome, SendersAnswer } from '../../engine/api.ts';
import { EvidenceBadge, FactStatusBadge } from '../components/evidence/EvidenceBadge.tsx';
import { ForeignName } from '../components/foreign/ForeignName.tsx';
import { ForeignText } from '../components/foreign/ForeignText.tsx';
import { Id } from '../components/values/Id.tsx';
import { Nonce } from '../components/values/Nonce.tsx';
import { useNetwork } from '../networks.ts';
import { messageLink } from '../url.ts';
import { outcomeStatus, outcomeWords, weakestFirst } from './sender.ts';

/** What the senders' own evaluations say, message by message, and what that rests on. */
export function SenderFindings({ answer }: { readonly answer: SendersAnswer }) {
  return (
    <div className="stack" data-senders={answer.findings.length}>
      <ol className="finding-list" aria-label="Findings">
        {weakestFirst(answer.findings).map((finding) => (
          <Finding key={`${finding.processId} ${finding.nonce}`} finding={finding} />
        ))}
      </ol>
      {answer.findings.length === 0 ? <p className="quiet">No message up to here names a process.</p> : null}
      <ul className="evaluated-senders" aria-label="Evaluated senders">
        {answer.evaluated.map(({ processId, name, level, throughNonce }) => (
          <li key={processId}>
            <EvidenceBadge level={level} /> <SenderName processId={processId} name={name} /> through nonce{' '}
            <Nonce nonce={throughNonce} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function SenderName({ processId, name }: { readonly processId: string; readonly name: string | null }) {
  return (
    <>
      {name === null ? null : (
        <>
          <ForeignName name={name} />{' '}
        </>
      )}
      <Id id={processId} what="process id" />
    </>
  );
}

function Finding({ finding }: { readonly finding: SenderFinding }) {
  const { processId, nonce, senderId, depth, outcome } = finding;
  return (
    <li className="finding" data-sent={outcome.kind} data-nonce={nonce} data-depth={depth}>
      <p className="finding-head">
        <FactStatusBadge status={outcomeStatus[outcome.kind]} />
        <strong>{outcomeWords[outcome.kind]}</strong>
      </p>
      <p>
        <MessageAt processId={processId} nonce={nonce} word="Message" />
        {depth === 1 ? null : (
          <>
            {' of '}
            <Id id={processId} what="process id" />
          </>
        )}
        {', from '}
        <Id id={senderId} what="sender" />
      </p>
      <Outcome outcome={outcome} senderId={senderId} />
    </li>
  );
}

function Outcome({ outcome, senderId }: { readonly outcome: SenderOutcome; readonly senderId: string }) {
  switch (outcome.kind) {
    case 'emitted':
      return (
        <p className="quiet">
          It is number {outcome.index + 1} of what came of{' '}
          <MessageAt processId={senderId} nonce={outcome.senderNonce} /> of its sender: target, anchor, tags
          and data are the same.
        </p>
      );
    case 'unknown':
      return (
        <p className="quiet">
          <ForeignText text={outcome.reason} />
        </p>
      );
    case 'not-emitted':
      return (
        <>
          <p className="quiet">
            <ForeignText text={outcome.reason} />
          </p>
          {outcome.nearestNonce === null ? null : (
            <Differences
              differences={outcome.differences}
              senderId={senderId}
              nearestNonce={outcome.nearestNonce}
            />
          )}
        </>
      );
  }
}

function Differences(props: {
  readonly differences: Extract<SenderOutcome, { kind: 'not-emitted' }>['differences'];
  readonly senderId: string;
  readonly nearestNonce: number;
}) {
  return (
    <table className="differences">
      <caption>
        Beside what <MessageAt processId={props.senderId} nonce={props.nearestNonce} /> of the sender emitted
      </caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Emitted</th>
          <th scope="col">Received</th>
        </tr>
      </thead>
      <tbody>
        {props.differences.map(({ field, expected, actual }) => (
          <tr key={field}>
            <th scope="row">{field}</th>
            <td>
              <ForeignText text={expected} />
            </td>
            <td>
              <ForeignText text={actual} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function MessageAt(props: {
  readonly processId: string;
  readonly nonce: number;
  readonly word?: 'Message' | 'message';
}) {
  const { processId, nonce, word = 'message' } = props;
  const { net } = useNetwork();
  return (
    <Link {...messageLink({ processId, nonce, net })}>
      {word} <Nonce nonce={nonce} />
    </Link>
  );
}
