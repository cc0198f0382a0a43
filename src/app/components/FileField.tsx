import { type ReactNode, type RefCallback, useId } from 'react';
import type { ErrorReport } from '../../engine/api.ts';
import { ErrorPanel } from './errors/ErrorPanel.tsx';

interface FileFieldProps {
  readonly label: string;
  /** As an input's `accept`. */
  readonly accept: string;
  /** A file is being taken in. */
  readonly busy: boolean;
  readonly onFile: (file: File) => void;
  /** What came of the last file. */
  readonly error: ErrorReport | null;
  /** What the file may be; then what came of it. */
  readonly children: ReactNode;
  /** Of the input, where something else hands the focus back to it. */
  readonly inputRef?: RefCallback<HTMLInputElement>;
}

/** One file from the reader's disk, taken in as soon as it is chosen. */
export function FileField(props: FileFieldProps) {
  const { label, accept, busy, onFile, error, children, inputRef } = props;
  const inputId = useId();
  return (
    <div className="stack">
      <div className="field">
        <label className="field-label" htmlFor={inputId}>
          {label}
        </label>
        <input
          id={inputId}
          ref={inputRef}
          type="file"
          accept={accept}
          // Disabled, it would lose the focus, and whoever has only a keyboard their place.
          aria-disabled={busy}
          onClick={(event) => {
            if (busy) event.preventDefault();
            // Choosing the same file again, mended, is a change too.
            else event.currentTarget.value = '';
          }}
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            if (file !== undefined && !busy) onFile(file);
          }}
        />
        <p className="quiet" role="status">
          {children}
        </p>
      </div>
      {error === null ? null : <ErrorPanel error={error} />}
    </div>
  );
}
