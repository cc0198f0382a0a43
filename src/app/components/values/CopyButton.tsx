import { useEffect, useState } from 'react';
import './Id.css';

interface CopyButtonProps {
  /** What goes to the clipboard; a function where making it costs something. */
  readonly text: string | (() => string);
  readonly label: string;
  /** An icon instead of the label. */
  readonly compact?: boolean;
}

type CopyState = 'ready' | 'copied' | 'refused';
const shownMs = 2_000;

export function CopyButton({ text, label, compact = false }: CopyButtonProps) {
  const [state, setState] = useState<CopyState>('ready');
  useEffect(() => {
    if (state === 'ready') return undefined;
    const timer = setTimeout(() => setState('ready'), shownMs);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = () => {
    navigator.clipboard.writeText(typeof text === 'string' ? text : text()).then(
      () => setState('copied'),
      () => setState('refused'),
    );
  };
  const said = state === 'copied' ? 'Copied' : state === 'refused' ? 'The browser refused to copy' : '';
  return (
    <>
      <button
        type="button"
        className={compact ? 'copy-compact' : 'button'}
        aria-label={compact ? label : undefined}
        title={compact ? said || label : undefined}
        onClick={copy}
      >
        {compact ? <CopyIcon state={state} /> : said || label}
      </button>
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </>
  );
}

function CopyIcon({ state }: { readonly state: CopyState }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {state === 'ready' ? (
        <path d="M5.5 5.5h7v8h-7zM3.5 10.5v-8h7" />
      ) : state === 'copied' ? (
        <path d="M3 8.5l3.2 3.2L13 5" />
      ) : (
        <path d="M4 4l8 8M12 4l-8 8" />
      )}
    </svg>
  );
}
