import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { reportError, type StorageView } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';
import { KeptForNow } from '../components/KeptForNow.tsx';
import { formatBytes } from '../format.ts';
import { useChosenNetwork } from '../networks.ts';
import { processKey, storageQuery } from '../queries.ts';
import { CheckedLine, type CheckedLinePlace } from './CheckedLine.tsx';
import { CheckpointSpacing } from './CheckpointSpacing.tsx';
import { ImportProcess } from './ImportProcess.tsx';
import { StoredProcesses } from './StoredProcesses.tsx';
import { saveFile } from './saveFile.ts';

/** What this browser keeps: so that an evaluation continues instead of starting over. */
export function StorageSettings() {
  const { engine, jobs } = useApp();
  const { data, error, refetch } = useQuery(storageQuery(engine, jobs.isWorking));
  return (
    <section className="section" aria-labelledby="storage">
      <h2 id="storage">Storage</h2>
      <p className="prose">
        Checkpoints and checked schedules stay in this browser, so that an evaluation continues where it
        ended. What is loaded again is checked again.
      </p>
      <KeptForNow />
      {error === null ? null : <ErrorPanel error={reportError(error)} onRetry={() => void refetch()} />}
      {data === undefined ? null : <Stored view={data} />}
    </section>
  );
}

interface PinChange {
  readonly processId: string;
  readonly pinned: boolean;
}

function Stored({ view }: { readonly view: StorageView }) {
  const { engine } = useApp();
  const { network } = useChosenNetwork();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ['storage'] });
  const [checked, setChecked] = useState<CheckedLinePlace | null>(null);
  const persist = useMutation({
    mutationFn: () => engine.persistStorage(),
    networkMode: 'always',
    onSuccess: refresh,
  });
  const forget = useMutation({
    mutationFn: (processId: string) => engine.forgetProcess(processId),
    networkMode: 'always',
    onSuccess: async (_, processId) => {
      setChecked((shown) => (shown?.processId === processId ? null : shown));
      await Promise.all([refresh(), queries.invalidateQueries({ queryKey: processKey(processId) })]);
    },
  });
  const pin = useMutation({
    mutationFn: ({ processId, pinned }: PinChange) => engine.pinProcess(processId, pinned),
    networkMode: 'always',
    onSuccess: refresh,
  });
  const exporting = useMutation({
    mutationFn: async (processId: string) =>
      saveFile(await engine.exportProcess(processId, network), `${processId}.selfsame`),
    networkMode: 'always',
  });
  const publishing = useMutation({
    mutationFn: async (processId: string) => {
      const { nonce, tags, data } = await engine.exportCheckpoint({ processId });
      const name = `${processId}-${nonce}`;
      saveFile(data, `${name}.checkpoint.gz`);
      saveFile(
        new Blob([`${JSON.stringify(tags, null, 2)}\n`], { type: 'application/json' }),
        `${name}.tags.json`,
      );
    },
    networkMode: 'always',
  });
  const failed = publishing.error ?? persist.error ?? forget.error ?? pin.error ?? exporting.error;
  return (
    <div className="stack">
      <p className="number">
        {view.usedBytes === null
          ? 'The browser does not say how much is used.'
          : `${formatBytes(view.usedBytes)} used`}
        {view.quotaBytes === null ? '' : ` of ${formatBytes(view.quotaBytes)} that the browser allows`}
      </p>
      <div className="row">
        {view.persisted ? (
          <p>The browser has promised to keep it.</p>
        ) : (
          <>
            <button type="button" className="button" onClick={() => persist.mutate()}>
              Keep storage
            </button>
            <span className="quiet" role="status">
              {persist.data === false
                ? 'The browser declined. It may clear the storage when space runs short.'
                : 'Asks the browser not to clear it when space runs short.'}
            </span>
          </>
        )}
      </div>
      {failed === null ? null : <ErrorPanel error={reportError(failed)} />}
      <CheckpointSpacing rules={view.rules} />
      <p className="quiet" role="status">
        {exporting.isPending ? 'Writing the file: all that is kept of the process is read and packed…' : null}
        {publishing.isPending ? 'Packing the whole memory of the newest checkpoint…' : null}
      </p>
      <StoredProcesses
        processes={view.processes}
        onForget={(processId) => forget.mutate(processId)}
        onExport={(processId) => exporting.mutate(processId)}
        onExportCheckpoint={(processId) => publishing.mutate(processId)}
        onCheck={setChecked}
        onPin={(processId, pinned) => pin.mutate({ processId, pinned })}
      />
      {checked === null ? null : <CheckedLine key={JSON.stringify(checked)} {...checked} />}
      <ImportProcess />
    </div>
  );
}
