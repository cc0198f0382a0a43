import { Link } from '@tanstack/react-router';
import { Fragment, useRef, useState } from 'react';
import type { EvaluationProfile, StoredProcess } from '../../engine/api.ts';
import { Dialog } from '../components/Dialog.tsx';
import { AnswersAsPath } from '../components/evidence/AnswersAs.tsx';
import { KeptEvidence } from '../components/evidence/KeptEvidence.tsx';
import { ForeignName } from '../components/foreign/ForeignName.tsx';
import { Nonce } from '../components/values/Nonce.tsx';
import { ProcessLink } from '../components/values/ProcessLink.tsx';
import { RelativeTime } from '../components/values/RelativeTime.tsx';
import { formatBytes, shortenId } from '../format.ts';
import { useNetwork } from '../networks.ts';
import { programPathIn } from '../profile.ts';
import { cutName } from '../text/cutText.ts';
import { processLink } from '../url.ts';
import type { CheckedLinePlace } from './CheckedLine.tsx';

interface StoredProcessesProps {
  readonly processes: readonly StoredProcess[];
  readonly onForget: (processId: string) => void;
  readonly onPin: (processId: string, pinned: boolean) => void;
  readonly onExport: (processId: string) => void;
  readonly onExportCheckpoint: (processId: string) => void;
  readonly onCheck: (line: CheckedLinePlace) => void;
}

export function StoredProcesses(props: StoredProcessesProps) {
  const { processes, onForget, onPin } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [asked, setAsked] = useState<StoredProcess | null>(null);
  if (processes.length === 0) return <p className="quiet">No process is kept here yet.</p>;
  return (
    <>
      <table className="stored">
        <caption className="visually-hidden">Stored processes</caption>
        <thead>
          <tr>
            <th scope="col">Process</th>
            <th scope="col" className="stored-number">
              Evaluated through
            </th>
            <th scope="col" className="stored-number">
              Checkpoints
            </th>
            <th scope="col" className="stored-number">
              Size
            </th>
            <th scope="col">Saved</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {processes.map((process) => (
            <Fragment key={process.processId}>
              <StoredRow
                process={process}
                onExport={() => props.onExport(process.processId)}
                onExportCheckpoint={() => props.onExportCheckpoint(process.processId)}
                onCheck={() => props.onCheck({ processId: process.processId, profile: undefined })}
                onPin={() => onPin(process.processId, !process.pinned)}
                onAsk={() => {
                  setAsked(process);
                  dialog.current?.showModal();
                }}
              />
              {process.lines.map(({ profile, nonce }) =>
                profile === null ? null : (
                  <OtherLine
                    key={JSON.stringify(profile)}
                    process={process}
                    profile={profile}
                    nonce={nonce}
                    onCheck={() => props.onCheck({ processId: process.processId, profile })}
                  />
                ),
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
      <p className="quiet">
        When the browser grants no more space, what is oldest goes first. The newest checkpoint of a pinned
        process stays.
      </p>
      <Dialog
        ref={dialog}
        title="Forget this process?"
        actions={
          <>
            <button type="submit" className="button">
              Cancel
            </button>
            <button
              type="submit"
              className="button button-main"
              onClick={() => {
                if (asked !== null) onForget(asked.processId);
              }}
            >
              Forget
            </button>
          </>
        }
      >
        <p>
          {asked === null ? null : <ForeignName name={nameOf(asked)} />}: its checkpoints, its checked
          schedule and its results leave this browser, and so do receipts about it. All but the receipts can
          be evaluated again.
        </p>
      </Dialog>
    </>
  );
}

interface StoredRowProps {
  readonly process: StoredProcess;
  readonly onAsk: () => void;
  readonly onPin: () => void;
  readonly onExport: () => void;
  readonly onExportCheckpoint: () => void;
  readonly onCheck: () => void;
}

/** What was evaluated as other compute units would: it may be another state, with other evidence. */
function OtherLine({
  process,
  profile,
  nonce,
  onCheck,
}: {
  readonly process: StoredProcess;
  readonly profile: EvaluationProfile;
  readonly nonce: number;
  readonly onCheck: () => void;
}) {
  const { net } = useNetwork();
  const { processId } = process;
  const path = programPathIn(profile);
  return (
    <tr data-profile={path}>
      <td colSpan={5} className="stored-other">
        <AnswersAsPath path={path} />, through nonce{' '}
        <Link {...processLink({ processId, net, profile: path })}>
          <Nonce nonce={nonce} />
        </Link>{' '}
        <KeptEvidence
          processId={processId}
          profile={profile}
          what={`what is kept of ${nameOf(process)} with another install path`}
        />
      </td>
      <td className="stored-actions">
        <button
          type="button"
          className="button button-plain"
          aria-label={`Check again ${nameOf(process)} with another install path`}
          onClick={onCheck}
        >
          Check again
        </button>
      </td>
    </tr>
  );
}

function StoredRow({ process, onAsk, onPin, onExport, onExportCheckpoint, onCheck }: StoredRowProps) {
  const nonce = process.lines.find(({ profile }) => profile === null)?.nonce ?? null;
  const actions = [
    { title: process.pinned ? 'Unpin' : 'Pin', act: onPin },
    ...(nonce === null
      ? []
      : [
          { title: 'Check again', act: onCheck },
          { title: 'Export checkpoint', act: onExportCheckpoint },
        ]),
    { title: 'Export', act: onExport },
    { title: 'Forget', act: onAsk },
  ];
  return (
    <tr>
      <th scope="row">
        {process.name === null ? null : (
          <>
            <ForeignName name={process.name} />{' '}
          </>
        )}
        <ProcessLink processId={process.processId} />
        {process.pinned ? <span className="quiet"> pinned</span> : null}
      </th>
      <td className="stored-number" data-label="Evaluated through">
        <Nonce nonce={nonce} />{' '}
        {nonce === null ? null : (
          <KeptEvidence
            processId={process.processId}
            profile={undefined}
            what={`what is kept of ${nameOf(process)}`}
          />
        )}
      </td>
      <td className="stored-number" data-label="Checkpoints">
        {process.checkpointCount}
      </td>
      <td className="stored-number" data-label="Size">
        {formatBytes(process.storedBytes)}
      </td>
      <td data-label="Saved">
        {process.savedMs === null ? (
          <span className="quiet">never</span>
        ) : (
          <RelativeTime timestampMs={process.savedMs} />
        )}
      </td>
      <td className="stored-actions">
        {actions.map(({ title, act }) => (
          <button
            key={title}
            type="button"
            className="button button-plain"
            aria-label={`${title} ${nameOf(process)}`}
            onClick={act}
          >
            {title}
          </button>
        ))}
      </td>
    </tr>
  );
}

function nameOf(process: StoredProcess): string {
  return process.name === null ? shortenId(process.processId) : cutName(process.name);
}
