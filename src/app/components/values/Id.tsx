import { type ReactNode, useSyncExternalStore } from 'react';
import { shortenId } from '../../format.ts';
import { ForeignText } from '../foreign/ForeignText.tsx';
import { CopyButton } from './CopyButton.tsx';
import { litId, subscribeLit } from './litIds.ts';
import './Id.css';

interface IdProps {
  readonly id: string;
  /** Names the copy button: `process id`, `owner`. Absent: no button. */
  readonly what?: string;
  /** Wraps the text, as a link does. */
  readonly children?: (text: ReactNode) => ReactNode;
  readonly whole?: boolean;
}

/** An id or address: monospace, both ends shown, the whole in the title and on the clipboard. */
export function Id({ id, what, children, whole = false }: IdProps) {
  const isLit = useSyncExternalStore(subscribeLit, () => litId() === id);
  const text = <ForeignText text={whole ? id : shortenId(id)} />;
  return (
    <span className={isLit ? 'id id-lit' : 'id'} data-id={id} title={id}>
      <span className="id-text">{children === undefined ? text : children(text)}</span>
      {what === undefined ? null : <CopyButton text={id} label={`Copy ${what}`} compact />}
    </span>
  );
}
