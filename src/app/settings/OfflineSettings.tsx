import type { OfflineCopy } from '../offline/offlineCopy.ts';
import { useOfflineCopy } from '../offline/useOfflineCopy.ts';

/** Whether the app opens without a network, which version of it does, and how to be rid of it. */
export function OfflineSettings() {
  const { copy, store } = useOfflineCopy();
  const canKeep = copy.kind === 'declined' || copy.kind === 'refused';
  const canRemove = copy.kind === 'kept' || copy.kind === 'bringing';
  return (
    <section className="section" aria-labelledby="offline">
      <h2 id="offline">Offline</h2>
      <div className="prose" role="status" data-offline={copy.kind}>
        <p>
          <OfflineWords copy={copy} />
        </p>
      </div>
      {canKeep ? (
        <button type="button" className="button" onClick={() => void store.keep()}>
          Keep the app
        </button>
      ) : null}
      {canRemove ? (
        <div className="row">
          <button type="button" className="button" onClick={() => void store.remove()}>
            Remove the app’s copy
          </button>
          <span className="quiet">
            Opening the app takes the network then. What was evaluated is kept all the same.
          </span>
        </div>
      ) : null}
    </section>
  );
}

function OfflineWords({ copy }: { readonly copy: OfflineCopy }) {
  switch (copy.kind) {
    case 'not-asked':
    case 'bringing':
      return 'This browser is about to keep the app, so that it opens without a network.';
    case 'unsupported':
      return 'This browser cannot keep the app here: that takes service workers, and a page that is served over HTTPS. Opening it needs the network.';
    case 'declined':
      return 'The app is not kept. Opening it needs the network.';
    case 'refused':
      return `The app could not be kept: ${copy.reason} It works as ever, and opening it needs the network.`;
    case 'kept':
      return (
        <>
          This browser keeps a copy of the app, and opens it without a network. Its version is{' '}
          <code>{copy.version}</code>, the beginning of a hash of all its files.
          {copy.isOfPage ? '' : ' This tab runs another version, until it is reloaded.'}
        </>
      );
  }
}
