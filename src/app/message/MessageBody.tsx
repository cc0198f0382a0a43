import { type ReactNode, useId } from 'react';
import type { FactName, MessageView, Network } from '../../engine/api.ts';
import { Entries, Entry } from '../components/Entries.tsx';
import { AnswersAs } from '../components/evidence/AnswersAs.tsx';
import { EvidenceLedger } from '../components/evidence/EvidenceLedger.tsx';
import { ValueEvidence } from '../components/evidence/ValueEvidence.tsx';
import { ForeignData } from '../components/foreign/ForeignData.tsx';
import { ForeignText } from '../components/foreign/ForeignText.tsx';
import { TagsTable } from '../components/foreign/TagsTable.tsx';
import { useInheritedFocus } from '../components/handOnFocus.ts';
import { KeptForNow } from '../components/KeptForNow.tsx';
import { Id } from '../components/values/Id.tsx';
import { RelativeTime } from '../components/values/RelativeTime.tsx';
import { formatCount } from '../format.ts';
import { AskThere } from './AskThere.tsx';
import { EvaluateThrough } from './EvaluateThrough.tsx';
import { FindOthers } from './FindOthers.tsx';
import { MessageResult } from './MessageResult.tsx';
import { ReallySent } from './ReallySent.tsx';
import { ResultEvidence } from './ResultEvidence.tsx';
import { namesSender } from './sender.ts';

/** One message of a schedule: what was said, what came of it, where it stands, why that may be believed. */
export function MessageBody({
  message,
  network,
}: {
  readonly message: MessageView;
  readonly network: Network;
}) {
  const { facts, processId, nonce } = message;
  const signed = (what: string) => <ValueEvidence what={what} facts={facts} names={saidBySender} />;
  const assigned = (what: string) => <ValueEvidence what={what} facts={facts} names={saidByScheduler} />;
  return (
    <>
      <Entries>
        <Entry
          name={message.messageId === message.processId ? 'Process' : 'Message'}
          wide
          evidence={signed('the message id')}
        >
          <Id id={message.messageId} what="message id" whole />
        </Entry>
        <Entry
          name="Action"
          evidence={
            <>
              {signed('the action')}{' '}
              {message.action === null ? null : (
                <FindOthers
                  processId={processId}
                  term={{ kind: 'action', value: message.action }}
                  like="with this action"
                />
              )}
            </>
          }
        >
          {message.action === null ? (
            <span className="quiet">none</span>
          ) : (
            <ForeignText text={message.action} />
          )}
        </Entry>
        <Entry
          name="From"
          evidence={
            <>
              <ValueEvidence
                what="the sender"
                facts={facts}
                names={[...saidBySender, 'sender-authority', 'senders']}
                note="From is the message’s From-Process tag where it has one, else its owner: whoever signed the message said so."
              />{' '}
              <FindOthers
                processId={processId}
                term={{ kind: 'from', value: message.from }}
                like="from this sender"
              />
            </>
          }
        >
          <Id id={message.from} what="sender" />
        </Entry>
        <Entry name="Owner" evidence={signed('the owner')}>
          <Id id={message.owner} what="owner" />
        </Entry>
        <Entry name="Target" evidence={signed('the target')}>
          {message.target ? <Id id={message.target} what="target" /> : <span className="quiet">none</span>}
        </Entry>
        <Entry
          name="Time"
          evidence={
            <ValueEvidence
              what="the time"
              facts={facts}
              names={[...saidByScheduler, 'time-order']}
              note="Time and block are the scheduler’s word, signed with the assignment."
            />
          }
        >
          <RelativeTime timestampMs={message.timestampMs} />
          <span className="quiet number"> · block {formatCount(message.blockHeight)}</span>
        </Entry>
        <Entry name="Anchor" evidence={signed('the anchor')}>
          {message.anchor ? <Id id={message.anchor} /> : <span className="quiet">none, or not text</span>}
        </Entry>
      </Entries>
      <Section title="Tags" evidence={signed('the tags')}>
        <TagsTable tags={message.tags} caption="Tags" />
      </Section>
      <Section title="Data" evidence={signed('the data')}>
        {message.data ? (
          <ForeignData text={message.data} contentType={message.contentType} />
        ) : (
          <p className="quiet">No data.</p>
        )}
      </Section>
      <Section title="Result">
        {message.outcome.kind === 'not-evaluated' || message.outcome.kind === 'not-kept' ? (
          <EvaluateThrough network={network} processId={processId} nonce={nonce} why={message.outcome.kind} />
        ) : (
          <>
            <ResultHead>
              <AnswersAs />; evaluated in this browser.{' '}
              <ResultEvidence network={network} processId={processId} nonce={nonce} />
            </ResultHead>
            <KeptForNow />
            <MessageResult result={message.result} />
          </>
        )}
        <AskThere network={network} processId={processId} nonce={nonce} message={message} />
      </Section>
      {namesSender(message) ? (
        <Section title="Was this really sent?">
          <ReallySent message={message} />
        </Section>
      ) : null}
      <Section title="Assignment">
        <Entries>
          <Entry name="Assignment" evidence={assigned('the assignment')}>
            <Id id={message.assignmentId} what="assignment id" />
          </Entry>
          <Entry
            name="Hash chain"
            evidence={
              <ValueEvidence
                what="the hash chain"
                facts={facts}
                names={['hash-chain', 'nonces-gapless', 'assignment-signatures']}
              />
            }
          >
            <Id id={message.hashChain} what="hash chain" />
          </Entry>
        </Entries>
        <TagsTable tags={message.assignmentTags} caption="Assignment tags" />
      </Section>
      <Section title="Evidence">
        <EvidenceLedger facts={message.facts} />
      </Section>
    </>
  );
}

/** What the message's own signature covers. */
const saidBySender: readonly FactName[] = ['message-signatures', 'assigned-items', 'assignment-tags'];
/** What the scheduler's signature covers. */
const saidByScheduler: readonly FactName[] = [
  'assignment-signatures',
  'scheduler-authorised',
  'assignment-tags',
];

/** Whoever had it evaluated goes on from here. */
function ResultHead({ children }: { readonly children: ReactNode }) {
  return (
    <p ref={useInheritedFocus()} tabIndex={-1} className="quiet">
      {children}
    </p>
  );
}

interface SectionProps {
  readonly title: string;
  readonly evidence?: ReactNode;
  readonly children: ReactNode;
}

function Section({ title, evidence, children }: SectionProps) {
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <div className="row">
        <h2 id={id}>{title}</h2>
        {evidence}
      </div>
      {children}
    </section>
  );
}
