import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { reportError } from '../../engine/api.ts';
import { useApp } from '../AppContext.tsx';
import { FileField } from '../components/FileField.tsx';
import { receiptsKey } from '../queries.ts';
import { verifyLink } from '../url.ts';

/** Takes in a receipt's file once its signature has been checked; it may be about another process than the one in view. */
export function ImportReceipt({ net }: { readonly net: string }) {
  const { engine } = useApp();
  const queries = useQueryClient();
  const bring = useMutation({
    mutationFn: async (file: File) => engine.keepReceipt(await file.text()),
    networkMode: 'always',
    onSuccess: ({ processId }) => queries.invalidateQueries({ queryKey: receiptsKey(processId) }),
  });
  return (
    <FileField
      label="Import a receipt"
      accept=".json,application/json"
      busy={bring.isPending}
      onFile={(file) => bring.mutate(file)}
      error={bring.error === null ? null : reportError(bring.error)}
    >
      {bring.data === undefined ? (
        'A file that somebody else saved. Its signature is checked before it is kept.'
      ) : (
        <>
          The signature holds, and the receipt is kept.{' '}
          <Link {...verifyLink({ code: bring.data.code, net })}>Evaluate it again</Link>
        </>
      )}
    </FileField>
  );
}
