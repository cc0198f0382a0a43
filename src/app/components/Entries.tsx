import type { ReactNode } from 'react';
import './Entries.css';

/** Names and what stands behind them, in two columns where there is room. */
export function Entries({ children }: { readonly children: ReactNode }) {
  return <dl className="entries">{children}</dl>;
}

interface EntryProps {
  readonly name: string;
  readonly wide?: boolean;
  /** The mark that opens the evidence for the value. */
  readonly evidence?: ReactNode;
  readonly children: ReactNode;
}

export function Entry({ name, wide = false, evidence, children }: EntryProps) {
  return (
    <div className={wide ? 'entry entry-wide' : 'entry'}>
      <dt>{name}</dt>
      <dd className={wide && evidence !== undefined ? 'entry-marked' : undefined}>
        {children}
        {evidence === undefined ? null : <> {evidence}</>}
      </dd>
    </div>
  );
}
