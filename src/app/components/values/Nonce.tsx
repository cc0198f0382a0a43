import { formatCount } from '../../format.ts';

export function Nonce({ nonce }: { readonly nonce: number | null }) {
  return <span className="number">{nonce === null ? '—' : formatCount(nonce)}</span>;
}
