import { useRouter } from '@tanstack/react-router';
import { useCallback, useEffect } from 'react';
import { reportError } from '../../engine/api.ts';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';

/** A screen that threw while it was drawn, or whose code could not be loaded. The rest of the page lives on. */
export function ScreenError({
  error,
  reset,
}: {
  readonly error: unknown;
  readonly reset: () => void;
}): React.ReactNode {
  const router = useRouter();
  // Code that is missing is asked for by the router, not by drawing again.
  const retry = useCallback(() => void router.invalidate().finally(reset), [router, reset]);
  const report = reportError(error);
  const isMissing = report.code === 'screen-missing';
  useEffect(() => {
    if (!isMissing) return;
    addEventListener('online', retry);
    return () => removeEventListener('online', retry);
  }, [isMissing, retry]);
  return (
    <>
      <h1>This page could not be shown</h1>
      <ErrorPanel error={report} onRetry={retry} />
    </>
  );
}
