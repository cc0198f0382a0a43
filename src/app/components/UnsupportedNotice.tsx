import { useQuery } from '@tanstack/react-query';
import { useApp } from '../AppContext.tsx';
import { capabilitiesQuery } from '../queries.ts';

/** Says before anything is tried what this browser cannot do, and what it still can. */
export function UnsupportedNotice() {
  const { engine } = useApp();
  const { data } = useQuery(capabilitiesQuery(engine));
  if (data === undefined) return null;
  const lines = [
    data.wasm
      ? null
      : 'This browser runs no WebAssembly here, so nothing can be evaluated. Schedules and signatures can be read and checked.',
    data.wasm && !data.memory64
      ? 'This browser has no 64-bit WebAssembly memory: modules that may need more than 4 GB cannot be evaluated here; aos modules can. Chrome and Edge 133, Firefox 134 and later run all.'
      : null,
    data.storageProblem === null
      ? null
      : `${data.storageProblem} Evaluation works; what is evaluated here is forgotten when this tab closes.`,
  ].filter((line) => line !== null);
  if (lines.length === 0) return null;
  return (
    <div className="note stack" role="note" aria-label="What this browser cannot do">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}
