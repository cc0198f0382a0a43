import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { reportError } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { ErrorPanel } from '../components/ErrorPanel.tsx';
import { receiptsKey } from '../queries.ts';
import { verifyLink } from '../url.ts';

/** Takes in a receipt's file once its signature has been checked; it may be about another process than the one in view. */
export function ImportReceipt({ net }: { readonly net: string }) {
  const { engine } = useApp();
  const queries = useQueryClient();
  const inputId = useId();
  const bring = useMutation({
    mutationFn: async (file: File) => engine.keepReceipt(await file.text()),
    networkMode: 'always',
    onSuccess: ({ processId }) => queries.invalidateQueries({ queryKey: receiptsKey(processId) }),
  });
  return (
    <div className="stack">
      <div className="field">
        <label className="field-label" htmlFor={inputId}>
          Import a receipt
        </label>
        <input
          id={inputId}
          type="file"
          accept=".json,application/json"
          disabled={bring.isPending}
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            if (file !== undefined) bring.mutate(file);
          }}
        />
        <p className="quiet" role="status">
          {bring.data === undefined ? (
            'A file that somebody else saved. Its signature is checked before it is kept.'
          ) : (
            <>
              The signature holds, and the receipt is kept.{' '}
              <Link {...verifyLink({ code: bring.data.code, net })}>Evaluate it again</Link>
            </>
          )}
        </p>
      </div>
      {bring.error === null ? null : <ErrorPanel error={reportError(bring.error)} />}
    </div>
  );
}
