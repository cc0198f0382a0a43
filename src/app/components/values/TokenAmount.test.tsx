import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ForeignName } from '../foreign/ForeignName.tsx';
import { TokenAmount } from './TokenAmount.tsx';

const long = 'evaluated '.repeat(10_000);

it('leaves no room for a ticker or a name that would push the evidence out of sight', () => {
  const token = { name: long, ticker: long, logo: null, denomination: 2 };
  const amount = renderToStaticMarkup(<TokenAmount amount={150n} token={token} />);
  expect(amount).toContain('data-amount="150"');
  expect(amount).toContain('evaluated evaluated …');
  expect(amount.length).toBeLessThan(500);
  const named = renderToStaticMarkup(<TokenAmount amount={150n} token={{ ...token, ticker: null }} />);
  expect(named.length).toBeLessThan(500);
  expect(renderToStaticMarkup(<ForeignName name={long} />).length).toBeLessThan(200);
  expect(renderToStaticMarkup(<ForeignName name="Tally" />)).toContain('>Tally<');
});
