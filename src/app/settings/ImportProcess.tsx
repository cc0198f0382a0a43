import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { reportError } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { ErrorPanel } from '../components/ErrorPanel.tsx';
import { ForeignText } from '../components/ForeignText.tsx';
import { ProcessLink } from '../components/ProcessLink.tsx';
import { formatCounted } from '../format.ts';
import { useChosenNetwork } from '../networks.ts';
import { processKey } from '../queries.ts';

/** Takes in what another browser exported, once all of it has been checked. */
export function ImportProcess() {
  const { engine } = useApp();
  const queries = useQueryClient();
  const { network } = useChosenNetwork();
  const inputId = useId();
  const bring = useMutation({
    mutationFn: (file: File) => engine.importProcess({ network, file }),
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
      <div className="field">
        <label className="field-label" htmlFor={inputId}>
          Import a process
        </label>
        <input
          id={inputId}
          type="file"
          accept=".selfsame"
          disabled={bring.isPending}
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            if (file !== undefined) bring.mutate(file);
          }}
        />
        <p className="quiet" role="status">
          {bring.isPending ? 'Checking every signature in the file…' : null}
          {bring.isIdle
            ? 'A file that another browser exported. Nothing in it is believed until it is checked.'
            : null}
          {bring.data === undefined ? null : (
            <>
              {formatCounted(bring.data.entryCount, 'message')} of{' '}
              {bring.data.name === null ? null : <ForeignText text={bring.data.name} />}{' '}
              <ProcessLink processId={bring.data.processId} /> checked and kept; open it to evaluate them.
            </>
          )}
        </p>
      </div>
      {bring.error === null ? null : <ErrorPanel error={reportError(bring.error)} />}
    </div>
  );
}
