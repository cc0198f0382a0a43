import { useEffect, useState } from 'react';
import { useApp } from '../AppContext.tsx';
import { ErrorPanel } from '../components/errors/ErrorPanel.tsx';

/** The engine's thread ended under us: nothing on the page can be asked any more. */
export function EngineClosed() {
  const { engineClosed } = useApp();
  const [reason, setReason] = useState<string | null>(null);
  useEffect(() => {
    let shown = true;
    void engineClosed.then((sentence) => {
      if (shown) setReason(sentence);
    });
    return () => {
      shown = false;
    };
  }, [engineClosed]);
  if (reason === null) return null;
  return (
    <div className="page engine-closed">
      <ErrorPanel error={{ layer: 'thread', code: 'closed', message: reason, details: {}, chain: [] }}>
        <button type="button" className="button button-main" onClick={() => location.reload()}>
          Reload
        </button>
      </ErrorPanel>
    </div>
  );
}
