import { Link } from '@tanstack/react-router';
import { type ReactNode, useId } from 'react';
import type { ReceiptView } from '../../engine/api.ts';
import { Entries, Entry } from '../components/Entries.tsx';
import { ForeignText } from '../components/foreign/ForeignText.tsx';
import { Id } from '../components/values/Id.tsx';
import { NamedProcess } from '../components/values/NamedProcess.tsx';
import { Nonce } from '../components/values/Nonce.tsx';
import { RelativeTime } from '../components/values/RelativeTime.tsx';
import { formatBytes, formatCounted } from '../format.ts';
import { messageLink } from '../url.ts';
import { describeProfile } from './receiptWords.ts';
import { SignerName } from './SignerName.tsx';

interface ReceiptClaimProps {
  readonly receipt: ReceiptView;
  readonly net: string;
  /** What can be done with it. */
  readonly children: ReactNode;
}

/**
 * What a receipt says, and that its key says so. None of it wears an evidence badge: those are for what was found here. What the verdict lays field
 * by field beside what was found is folded, so that a phone shows that it is being evaluated.
 */
export function ReceiptClaim({ receipt, net, children }: ReceiptClaimProps) {
  const headingId = useId();
  const { processId, nonce } = receipt;
  const facts = Object.values(receipt.facts);
  const holding = facts.filter((status) => status === 'holds').length;
  return (
    <section className="panel stack" aria-labelledby={headingId}>
      <h2 id={headingId} className="receipt-title">
        What it says
      </h2>
      <Entries>
        <Entry name="Signed by" wide>
          <SignerName signer={receipt.signer} />
          <span className="quiet"> · the signature holds</span>
        </Entry>
        <Entry name="Process">
          <NamedProcess processId={processId} />
        </Entry>
        <Entry name="Through nonce">
          <Link {...messageLink({ processId, nonce, net })}>
            <Nonce nonce={nonce} />
          </Link>
        </Entry>
        <Entry name="Its own word">
          “{receipt.level}”, {holding} of {formatCounted(facts.length, 'fact')} holding
        </Entry>
        <Entry name="Made">
          <RelativeTime timestampMs={receipt.evaluatedMs} />
          <span className="quiet">
            {' '}
            by <ForeignText text={receipt.evaluator.name} />, revision {receipt.evaluator.revision}
          </span>
        </Entry>
      </Entries>
      <details className="receipt-names">
        <summary>What else it names</summary>
        <Entries>
          <Entry name="Assignment">
            <Id id={receipt.assignmentId} what="assignment id" />
          </Entry>
          <Entry name="Hash chain">
            <Id id={receipt.hashChain} what="hash chain" />
          </Entry>
          <Entry name="Module">
            <Id id={receipt.moduleId} what="module id" />
          </Entry>
          <Entry name="Profile">
            <ForeignText text={describeProfile(receipt.profile)} />
          </Entry>
          <Entry name="Memory">
            <Id id={receipt.memorySha256} what="memory hash" />{' '}
            <span className="quiet number">{formatBytes(receipt.memoryBytes)}</span>
          </Entry>
          <Entry name="Result">
            {receipt.resultSha256 === null ? (
              <span className="quiet">not told</span>
            ) : (
              <Id id={receipt.resultSha256} what="result hash" />
            )}
          </Entry>
        </Entries>
      </details>
      <div className="row">{children}</div>
    </section>
  );
}
