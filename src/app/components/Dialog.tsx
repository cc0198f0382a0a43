import { type ReactNode, type Ref, useId } from 'react';
import './Dialog.css';

interface DialogProps {
  readonly title: string;
  /** Who opens it calls `showModal`. */
  readonly ref: Ref<HTMLDialogElement>;
  readonly className?: string;
  readonly onClose?: () => void;
  readonly children: ReactNode;
  /** Submit buttons, each of which also closes it; absent: one that only closes. */
  readonly actions?: ReactNode;
}

/** Something over the page that is read or answered before the page goes on. Escape closes it. */
export function Dialog({ title, ref, className, onClose, children, actions }: DialogProps) {
  const headingId = useId();
  return (
    <dialog
      ref={ref}
      className={className === undefined ? 'dialog' : `dialog ${className}`}
      aria-labelledby={headingId}
      onClose={onClose}
    >
      <h2 id={headingId} tabIndex={-1}>
        {title}
      </h2>
      {children}
      <form method="dialog">
        {actions ?? (
          <button type="submit" className="button">
            Close
          </button>
        )}
      </form>
    </dialog>
  );
}
