import type { ReactNode } from 'react';
import { useMedia } from './useMedia.ts';
import './FoldedForm.css';

interface FoldedFormProps {
  /** The form's question has been asked: its answer follows. */
  readonly asked: boolean;
  readonly children: ReactNode;
}

/** A question above its answer. A narrow page has room for one of them: there, what was asked folds away. */
export function FoldedForm({ asked, children }: FoldedFormProps) {
  const narrow = useMedia('(max-width: 44rem)');
  if (!narrow || !asked) return children;
  return (
    <details className="folded-form">
      <summary>Ask something else</summary>
      {children}
    </details>
  );
}
