import type { ProcessView } from '../../engine/api.ts';
import { Entries, Entry } from '../components/Entries.tsx';
import { ValueEvidence } from '../components/evidence/ValueEvidence.tsx';
import { ForeignText } from '../components/foreign/ForeignText.tsx';
import { Id } from '../components/values/Id.tsx';
import { Nonce } from '../components/values/Nonce.tsx';
import { RelativeTime } from '../components/values/RelativeTime.tsx';
import { formatCount, shortenSource } from '../format.ts';

/** What a process is. */
export function ProcessFacts({
  process,
  isAsking,
}: {
  readonly process: ProcessView;
  /** Its scheduler unit has not answered yet. */
  readonly isAsking: boolean;
}) {
  const unreachable = process.schedulerUnit === '';
  const { facts } = process;
  const signed = (what: string) => <ValueEvidence what={what} facts={facts} names={['process-signature']} />;
  return (
    <Entries>
      <Entry name="Id" wide evidence={signed('the process id')}>
        <Id id={process.processId} what="process id" whole />
      </Entry>
      <Entry name="Owner" evidence={signed('the owner')}>
        <Id id={process.owner} what="owner" />
      </Entry>
      <Entry name="Module" evidence={signed('the module')}>
        <Id id={process.moduleId} what="module id" />
      </Entry>
      <Entry
        name="Module format"
        evidence={<ValueEvidence what="the module format" facts={facts} names={['module-bytes']} />}
      >
        {process.moduleFormat === null ? (
          <span className="quiet">not said</span>
        ) : (
          <ForeignText text={process.moduleFormat} />
        )}
      </Entry>
      <Entry name="Scheduler" evidence={signed('the scheduler')}>
        {process.scheduler === null ? (
          <span className="quiet">not named</span>
        ) : (
          <Id id={process.scheduler} what="scheduler" />
        )}
      </Entry>
      <Entry
        name="Scheduler unit"
        evidence={
          <ValueEvidence
            what="the scheduler unit"
            facts={facts}
            names={['head']}
            note="A unit proves nothing by being asked: what it tells is believed where the scheduler’s key, which the process names, has signed it."
          />
        }
      >
        {unreachable ? (
          <span className="quiet">{isAsking ? 'being asked' : 'cannot be reached'}</span>
        ) : process.isArchived ? (
          <>
            <span className="quiet">tells nothing; read from Arweave at</span>{' '}
            {shortenSource(process.schedulerUnit)}
          </>
        ) : (
          shortenSource(process.schedulerUnit)
        )}
      </Entry>
      <Entry
        name="Spawned"
        evidence={
          <ValueEvidence
            what="the time of the spawn"
            facts={facts}
            names={[]}
            note="Time and block are the scheduler’s word: they are no part of what the process’s owner signed. Where the schedule begins with the process itself, message 0 shows the assignment that the scheduler signed."
          />
        }
      >
        <RelativeTime timestampMs={process.timestampMs} />
        <span className="quiet number"> · block {formatCount(process.blockHeight)}</span>
      </Entry>
      <Entry
        name="Latest nonce"
        evidence={<ValueEvidence what="the latest nonce" facts={facts} names={['head']} />}
      >
        {process.latestNonce === null ? (
          <span className="quiet">
            {isAsking ? 'being asked' : unreachable ? 'not known now' : 'no message yet'}
          </span>
        ) : (
          <Nonce nonce={process.latestNonce} />
        )}
      </Entry>
    </Entries>
  );
}
