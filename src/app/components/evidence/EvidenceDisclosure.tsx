import { type ReactNode, useId, useState } from 'react';
import type { Fact } from '../../../engine/api.ts';
import { EvidenceLedger } from './EvidenceLedger.tsx';
import { countFacts } from './evidenceWords.ts';

interface EvidenceDisclosureProps {
  readonly facts: readonly Fact[];
  /** The ledger's name, where a page has two. */
  readonly title?: string;
  /** Further buttons beside the one that opens the ledger. */
  readonly children?: ReactNode;
}

/** One click from a value to the facts behind it, in place. */
export function EvidenceDisclosure({ facts, title = 'Evidence ledger', children }: EvidenceDisclosureProps) {
  const [open, setOpen] = useState(false);
  const ledgerId = useId();
  return (
    <div className="disclosure">
      <div className="row">
        <button
          type="button"
          className="button"
          aria-expanded={open}
          aria-controls={ledgerId}
          onClick={() => setOpen(!open)}
        >
          {open ? 'Hide evidence' : 'Show evidence'}
        </button>
        {children}
        <span className="quiet number disclosure-count">{countFacts(facts)}</span>
      </div>
      <div id={ledgerId} hidden={!open}>
        {open ? <EvidenceLedger facts={facts} title={title} /> : null}
      </div>
    </div>
  );
}
