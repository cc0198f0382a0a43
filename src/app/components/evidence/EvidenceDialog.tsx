import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { FactStatus } from '../../../engine/api.ts';
import { Dialog } from '../Dialog.tsx';
import { EvidenceGlyph } from './EvidenceGlyph.tsx';
import './EvidenceDialog.css';

interface EvidenceDialogProps {
  /** What the evidence is for, within a sentence: `the owner`. */
  readonly what: string;
  /** What opens it: the mark of the weakest fact, or something that stands in the page anyway. */
  readonly opener:
    | { readonly kind: 'mark'; readonly status: FactStatus }
    | { readonly kind: 'label'; readonly label: ReactNode; readonly status?: FactStatus };
  readonly tabIndex?: number;
  /** Made when it is opened. */
  readonly children: () => ReactNode;
}

/** A mark beside a value; one click from it to the facts behind that value, over the page, so that nothing moves. */
export function EvidenceDialog({ what, opener, tabIndex, children }: EvidenceDialogProps) {
  const [open, setOpen] = useState(false);
  const { status } = opener;
  const name = `Evidence for ${what}${status === undefined ? '' : `: ${status}`}`;
  return (
    <>
      <button
        type="button"
        className={opener.kind === 'mark' ? `evidence-mark evidence-${opener.status}` : 'evidence-label'}
        aria-label={name}
        aria-haspopup="dialog"
        title={name}
        {...(tabIndex === undefined ? {} : { tabIndex })}
        onClick={() => setOpen(true)}
      >
        {opener.kind === 'mark' ? <EvidenceGlyph of={opener.status} /> : opener.label}
      </button>
      {open ? (
        <OpenDialog what={what} onClose={() => setOpen(false)}>
          {children()}
        </OpenDialog>
      ) : null}
    </>
  );
}

function OpenDialog({
  what,
  onClose,
  children,
}: {
  readonly what: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // It is read from its beginning. The browser would go to the first link, and scroll to wherever among the facts that is.
    shown?.querySelector('h2')?.focus();
    return () => shown?.close();
  }, []);
  return (
    <Dialog ref={dialog} className="evidence-dialog" title={`Evidence for ${what}`} onClose={onClose}>
      {children}
    </Dialog>
  );
}
