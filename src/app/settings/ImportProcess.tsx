import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type ImportedProcess, type ImportProgress, reportError } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { FileField } from '../components/FileField.tsx';
import { ForeignText } from '../components/foreign/ForeignText.tsx';
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
  return (
    <div className="stack">
      <FileField
        label="Import a process"
        accept=".selfsame"
        busy={bring.isPending}
        onFile={(file) => bring.mutate(file)}
        error={bring.error === null ? null : reportError(bring.error)}
      >
        {bring.isPending ? sayPhase(progress) : null}
        {bring.isIdle
          ? 'A file that another browser exported. Nothing in it is believed until it is checked. It carries the newest checkpoint of memories up to 256 MB, about 0.6 MB for an aos process.'
          : null}
        {bring.data === undefined ? null : (
          <>
            {formatCounted(bring.data.entryCount, 'message')} of{' '}
            {bring.data.name === null ? null : <ForeignText text={bring.data.name} />}{' '}
            <ProcessLink processId={bring.data.processId} /> checked and kept; open it to evaluate them.
            <CarriedCheckpoint {...bring.data} />
          </>
        )}
      </FileField>
      {bring.isPending && progress !== null ? <FileProgress {...progress} /> : null}
    </div>
  );
}

function sayPhase(progress: ImportProgress | null): string {
  return progress?.phase === 'keeping'
    ? 'No check of it fails. Keeping it…'
    : 'Checking every signature in the file…';
}

/** Beside the status, which is read aloud: this changes too often for that. */
function FileProgress({ phase, entriesDone, entryCount }: ImportProgress) {
  const label = phase === 'checking' ? 'Messages checked' : 'Messages kept';
  return (
    <p className="row number">
      <progress aria-label={label} value={entriesDone} max={entryCount} />
      <span aria-hidden="true">
        {formatCount(entriesDone)} of {formatCounted(entryCount, 'message')}
      </span>
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
