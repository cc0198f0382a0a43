import type { ReactNode } from 'react';
import type { FactStatus } from '../../../engine/api.ts';
import type { ShownLevel } from './evidenceWords.ts';

/**
 * Levels are round, facts are square. A level fills from a dashed ring to a full disc; a fact is filled, hollow or crossed. The shapes
 * are told apart without colour, and the word always stands beside them.
 */
const shapes: Readonly<Record<ShownLevel | FactStatus, ReactNode>> = {
  claimed: <circle cx="8" cy="8" r="5.75" fill="none" strokeDasharray="2.4 2.1" />,
  agreed: (
    <>
      <circle cx="5.6" cy="8" r="4.35" fill="none" />
      <circle cx="10.4" cy="8" r="4.35" fill="none" />
    </>
  ),
  resumed: (
    <>
      <circle cx="8" cy="8" r="5.75" fill="none" />
      <path d="M8 2.25a5.75 5.75 0 0 1 0 11.5z" />
    </>
  ),
  evaluated: (
    <>
      <circle cx="8" cy="8" r="5.75" fill="none" />
      <circle cx="8" cy="8" r="2.6" />
    </>
  ),
  none: (
    <>
      <circle cx="8" cy="8" r="5.75" fill="none" />
      <path d="M4 4l8 8" fill="none" />
    </>
  ),
  holds: <rect x="3.25" y="3.25" width="9.5" height="9.5" />,
  unknown: <rect x="3.25" y="3.25" width="9.5" height="9.5" fill="none" strokeDasharray="2.4 1.6" />,
  fails: (
    <>
      <rect x="3.25" y="3.25" width="9.5" height="9.5" fill="none" />
      <path d="M3.25 3.25l9.5 9.5M12.75 3.25l-9.5 9.5" fill="none" />
    </>
  ),
};

/** Decoration: the word beside it is what is read aloud. */
export function EvidenceGlyph({ of }: { readonly of: ShownLevel | FactStatus }) {
  return (
    <svg className="evidence-glyph" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {shapes[of]}
    </svg>
  );
}
