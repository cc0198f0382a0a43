import type { TokenInfo } from '../../engine/api.ts';
import { formatTokenAmount } from '../format.ts';
import { ForeignText } from './ForeignText.tsx';
import { keyed } from './keyed.ts';
import './TokenAmount.css';

interface TokenAmountProps {
  readonly amount: bigint;
  readonly token: TokenInfo;
  readonly provisional?: boolean;
}

/**
 * The exact amount in tabular digits. Groups of three are set apart by space that is drawn, not written: what is
 * selected, copied or read aloud is the number.
 */
export function TokenAmount({ amount, token, provisional = false }: TokenAmountProps) {
  const written = formatTokenAmount(amount, token.denomination ?? 0);
  const [whole = '', fraction] = written.split('.');
  const size = written.length > 34 ? ' amount-huge' : written.length > 20 ? ' amount-long' : '';
  return (
    <p className={`amount${size}${provisional ? ' amount-provisional' : ''}`}>
      <data className="amount-number" value={amount.toString()} data-amount={amount.toString()}>
        <Grouped digits={whole} from="end" />
        {fraction === undefined ? null : (
          <span className="amount-fraction">
            .<Grouped digits={fraction} from="start" />
          </span>
        )}
      </data>{' '}
      <span className="amount-unit">
        {token.denomination === null ? (
          'base units'
        ) : (
          <ForeignText text={token.ticker ?? token.name ?? 'tokens'} />
        )}
      </span>
    </p>
  );
}

function Grouped({ digits, from }: { readonly digits: string; readonly from: 'start' | 'end' }) {
  const lead = from === 'end' ? digits.length % 3 : 0;
  const groups = [digits.slice(0, lead), ...(digits.slice(lead).match(/.{1,3}/g) ?? [])].filter(Boolean);
  return keyed(groups).map(({ key, item: group }) => (
    <span key={key} className="amount-group">
      {group}
    </span>
  ));
}
