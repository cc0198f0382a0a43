import type { ReactNode } from 'react';
import './Entries.css';

/** Names and what stands behind them, in two columns where there is room. */
export function Entries({ children }: { readonly children: ReactNode }) {
  return <dl className="entries">{children}</dl>;
}

interface EntryProps {
  readonly name: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

export function Entry({ name, wide = false, children }: EntryProps) {
  return (
    <div className={wide ? 'entry entry-wide' : 'entry'}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
