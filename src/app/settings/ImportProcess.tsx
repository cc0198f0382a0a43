import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type ImportedProcess, type ImportProgress, reportError } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { FileField } from '../components/FileField.tsx';
import { ForeignName } from '../components/foreign/ForeignName.tsx';
import { handOnFocus, useInheritedFocus } from '../components/handOnFocus.ts';
import { Nonce } from '../components/values/Nonce.tsx';
import { ProcessLink } from '../components/values/ProcessLink.tsx';
import { formatCount, formatCounted } from '../format.ts';
import { useChosenNetwork, useNetwork } from '../networks.ts';
import { processKey } from '../queries.ts';
import { imported } from '../start.ts';
import { processLink } from '../url.ts';

/** Takes in what another browser exported, once all of it has been checked. */
export function ImportProcess() {
  const { engine } = useApp();
  const queries = useQueryClient();
  const { network } = useChosenNetwork();
  const [progress, setProgress] = useState<ImportProgress | null>(null);
  const bring = useMutation({
    mutationFn: (file: File) => engine.importProcess({ network, file }, setProgress),
    onMutate: () => setProgress(null),
    networkMode: 'always',
    onSuccess: async ({ processId }) => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['storage'] }),
        queries.invalidateQueries({ queryKey: processKey(processId) }),
      ]);
    },
  });
  const inputRef = useInheritedFocus();
  const error = bring.error === null ? null : reportError(bring.error);
  // The reader's own doing is no failure.
  const isStopped = error?.code === 'import-stopped';
  return (
    <div className="stack">
      <FileField
        label="Import a process"
        accept=".selfsame"
        busy={bring.isPending}
        onFile={(file) => bring.mutate(file)}
        error={isStopped ? null : error}
        inputRef={inputRef}
      >
        {bring.isPending ? sayPhase(progress) : null}
        {isStopped ? error.message : null}
        {bring.isIdle
          ? 'A file that another browser exported. Nothing in it is believed until it is checked. It carries the newest checkpoint of memories up to 256 MB, about 0.6 MB for an aos process.'
          : null}
        {bring.data === undefined ? null : (
          <>
            {formatCounted(bring.data.entryCount, 'message')} of{' '}
            {bring.data.name === null ? null : <ForeignName name={bring.data.name} />}{' '}
            <ProcessLink processId={bring.data.processId} /> checked and kept; open it to evaluate them.
            <CarriedCheckpoint {...bring.data} />
          </>
        )}
      </FileField>
      {bring.isPending ? <FileProgress progress={progress} onStop={() => void engine.stopImports()} /> : null}
    </div>
  );
}

function sayPhase(progress: ImportProgress | null): string {
  return progress?.phase === 'keeping'
    ? 'No check of it fails. Keeping it…'
    : 'Checking every signature in the file…';
}

interface FileProgressProps {
  /** Null before the first message. */
  readonly progress: ImportProgress | null;
  readonly onStop: () => void;
}

/** Beside the status, which is read aloud: this changes too often for that. */
function FileProgress({ progress, onStop }: FileProgressProps) {
  const label = progress?.phase === 'keeping' ? 'Messages kept' : 'Messages checked';
  const counted = progress && { value: progress.entriesDone, max: progress.entryCount };
  return (
    <p className="row number">
      <progress aria-label={label} {...counted} />
      {progress === null ? null : (
        <span aria-hidden="true">
          {formatCount(progress.entriesDone)} of {formatCounted(progress.entryCount, 'message')}
        </span>
      )}
      <button type="button" className="button" onClick={onStop} ref={handOnFocus}>
        Stop the import
      </button>
    </p>
  );
}

/** The offer of an answer before everything has been evaluated again. */
function CarriedCheckpoint({ processId, checkpointNonce }: ImportedProcess) {
  const { net } = useNetwork();
  if (checkpointNonce === null) return null;
  return (
    <>
      {' '}
      The file also carries the memory at nonce <Nonce nonce={checkpointNonce} />.{' '}
      <Link {...processLink({ processId, net, start: imported })}>Begin there</Link> for an answer now; it
      rests on the word of whoever made the file until the replay from the first message has confirmed it.
    </>
  );
}
