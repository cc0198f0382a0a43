import type { FactStatus } from '../../../engine/api.ts';
import { EvidenceGlyph } from './EvidenceGlyph.tsx';
import { levelWords, type ShownLevel } from './evidenceWords.ts';
import './Evidence.css';

/** Why a value may be believed, in one word. */
export function EvidenceBadge({ level }: { readonly level: ShownLevel }) {
  const { word, means } = levelWords[level];
  return (
    <span className={`evidence-badge evidence-${level}`} data-level={level} title={means}>
      <EvidenceGlyph of={level} />
      {word}
    </span>
  );
}

export function FactStatusBadge({ status }: { readonly status: FactStatus }) {
  return (
    <span className={`fact-status evidence-${status}`}>
      <EvidenceGlyph of={status} />
      {status}
    </span>
  );
}
