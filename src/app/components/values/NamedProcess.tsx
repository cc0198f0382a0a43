import { useProcessName } from '../../useProcessName.ts';
import { ForeignName } from '../foreign/ForeignName.tsx';
import { ProcessLink } from './ProcessLink.tsx';
import './NamedProcess.css';

/** What a process calls itself, where that is known here, and always its id: anybody may call a process as another is called. */
export function NamedProcess({ processId }: { readonly processId: string }) {
  const name = useProcessName(processId);
  return (
    <span className="named-process">
      {name === null ? null : (
        <span className="process-name">
          <ForeignName name={name} />
        </span>
      )}{' '}
      <ProcessLink processId={processId} />
    </span>
  );
}
