import { type ReactNode, useId } from 'react';
import type { MessageView } from '../../engine/api.ts';
import { Entries, Entry } from '../components/Entries.tsx';
import { EvidenceLedger } from '../components/EvidenceLedger.tsx';
import { ForeignData } from '../components/ForeignData.tsx';
import { ForeignText } from '../components/ForeignText.tsx';
import { Id } from '../components/Id.tsx';
import { RelativeTime } from '../components/RelativeTime.tsx';
import { TagsTable } from '../components/TagsTable.tsx';
import { formatCount } from '../format.ts';
import { MessageResult } from './MessageResult.tsx';
import { ReallySent } from './ReallySent.tsx';
import { namesSender } from './sender.ts';

/** One message of a schedule: what was said, what came of it, where it stands, why that may be believed. */
export function MessageBody({ message }: { readonly message: MessageView }) {
  return (
    <>
      <Entries>
        <Entry name={message.messageId === message.processId ? 'Process' : 'Message'} wide>
          <Id id={message.messageId} what="message id" whole />
        </Entry>
        <Entry name="Action">
          {message.action === null ? (
            <span className="quiet">none</span>
          ) : (
            <ForeignText text={message.action} />
          )}
        </Entry>
        <Entry name="From">
          <Id id={message.from} what="sender" />
        </Entry>
        <Entry name="Owner">
          <Id id={message.owner} what="owner" />
        </Entry>
        <Entry name="Target">
          {message.target ? <Id id={message.target} what="target" /> : <span className="quiet">none</span>}
        </Entry>
        <Entry name="Time">
          <RelativeTime timestampMs={message.timestampMs} />
          <span className="quiet number"> · block {formatCount(message.blockHeight)}</span>
        </Entry>
        <Entry name="Anchor">
          {message.anchor ? <Id id={message.anchor} /> : <span className="quiet">none, or not text</span>}
        </Entry>
      </Entries>
      <Section title="Tags">
        <TagsTable tags={message.tags} caption="Tags" />
      </Section>
      <Section title="Data">
        {message.data ? (
          <ForeignData text={message.data} contentType={message.contentType} />
        ) : (
          <p className="quiet">No data.</p>
        )}
      </Section>
      <Section title="Result">
        <MessageResult result={message.result} outcome={message.outcome} />
      </Section>
      {namesSender(message) ? (
        <Section title="Was this really sent?">
          <ReallySent message={message} />
        </Section>
      ) : null}
      <Section title="Assignment">
        <Entries>
          <Entry name="Assignment">
            <Id id={message.assignmentId} what="assignment id" />
          </Entry>
          <Entry name="Hash chain">
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

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}
