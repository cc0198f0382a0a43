import { type CSSProperties, Fragment } from 'react';
import { formatTokenAmount, type TokenInfo } from '../../../engine/api.ts';
import { ForeignText } from '../foreign/ForeignText.tsx';
import { keyed } from '../keyed.ts';
import { unitOf } from './unitOf.ts';
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
  const written = formatTokenAmount(amount, token.denomination);
  const unit = unitOf(token);
  // The unit is set at two fifths of the number's size.
  const widthInDigits = written.length + unit.length * 0.4 + 1;
  return (
    <p
      className={provisional ? 'amount amount-provisional' : 'amount'}
      style={{ '--digits': widthInDigits } as CSSProperties}
    >
      <data className="amount-number" value={amount.toString()} data-amount={amount.toString()}>
        <GroupedAmount written={written} />
      </data>{' '}
      <span className="amount-unit">
        <ForeignText text={unit} />
      </span>
    </p>
  );
}

/** The same within a sentence, where one amount is held against another. @param written as `formatTokenAmount` does */
export function GroupedAmount({ written }: { readonly written: string }) {
  const [whole = '', fraction] = written.split('.');
  return (
    <>
      <Grouped digits={whole} from="end" />
      {fraction === undefined ? null : (
        <span className="amount-fraction">
          .<Grouped digits={fraction} from="start" />
        </span>
      )}
    </>
  );
}

function Grouped({ digits, from }: { readonly digits: string; readonly from: 'start' | 'end' }) {
  const lead = from === 'end' ? digits.length % 3 : 0;
  const groups = [digits.slice(0, lead), ...(digits.slice(lead).match(/.{1,3}/g) ?? [])].filter(Boolean);
  return keyed(groups).map(({ key, item: group }) => (
    <Fragment key={key}>
      {key === 0 ? null : <wbr />}
      <span className="amount-group">{group}</span>
    </Fragment>
  ));
}
