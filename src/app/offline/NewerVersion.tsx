import { ActionButton } from '../components/ActionButton.tsx';
import { useOfflineCopy } from './useOfflineCopy.ts';

/** Newer code never comes under work: it waits until no tab is open, or until the reader says so here. */
export function NewerVersion() {
  const { copy, store } = useOfflineCopy();
  const newer = copy.kind === 'kept' ? copy.newer : 'none';
  return (
    <div role="status">
      {newer === 'none' ? null : (
        <div className="banner banner-row">
          <p>
            {newer === 'refused-while-working'
              ? 'Work is under way, in this tab or another. Use the newer version when it has ended; or close all tabs, and the next one has it.'
              : 'A newer version of Selfsame is ready.'}
          </p>
          <ActionButton
            className="button button-plain"
            unavailable={newer === 'taking-over'}
            onClick={() => void store.takeNewer()}
          >
            Use it now
          </ActionButton>
        </div>
      )}
    </div>
  );
}
