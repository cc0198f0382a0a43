import type { ProcessView } from '../../engine/api.ts';
import { Entries, Entry } from '../components/Entries.tsx';
import { ForeignText } from '../components/ForeignText.tsx';
import { Id } from '../components/Id.tsx';
import { Nonce } from '../components/Nonce.tsx';
import { RelativeTime } from '../components/RelativeTime.tsx';
import { formatCount, shortenSource } from '../format.ts';

/** What a process is. */
export function ProcessFacts({ process }: { readonly process: ProcessView }) {
  const unreachable = process.schedulerUnit === '';
  return (
    <Entries>
      <Entry name="Id" wide>
        <Id id={process.processId} what="process id" whole />
      </Entry>
      <Entry name="Owner">
        <Id id={process.owner} what="owner" />
      </Entry>
      <Entry name="Module">
        <Id id={process.moduleId} what="module id" />
      </Entry>
      <Entry name="Module format">
        {process.moduleFormat === null ? (
          <span className="quiet">not said</span>
        ) : (
          <ForeignText text={process.moduleFormat} />
        )}
      </Entry>
      <Entry name="Scheduler">
        {process.scheduler === null ? (
          <span className="quiet">not named</span>
        ) : (
          <Id id={process.scheduler} what="scheduler" />
        )}
      </Entry>
      <Entry name="Scheduler unit">
        {unreachable ? (
          <span className="quiet">cannot be reached</span>
        ) : (
          shortenSource(process.schedulerUnit)
        )}
      </Entry>
      <Entry name="Spawned">
        <RelativeTime timestampMs={process.timestampMs} />
        <span className="quiet number"> · block {formatCount(process.blockHeight)}</span>
      </Entry>
      <Entry name="Latest nonce">
        {process.latestNonce === null ? (
          <span className="quiet">{unreachable ? 'not known now' : 'no message yet'}</span>
        ) : (
          <Nonce nonce={process.latestNonce} />
        )}
      </Entry>
    </Entries>
  );
}
