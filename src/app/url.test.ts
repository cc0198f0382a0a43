import { expect, it } from 'vitest';
import { absoluteUrl, balanceLink, messageLink, processLink, verifyPath } from './url.ts';

it('carries the network in every link to data', () => {
  expect(balanceLink({ net: 'demo' }).search).toEqual({ net: 'demo' });
  expect(processLink({ processId: 'p', net: 'demo' }).search).toEqual({ net: 'demo' });
  expect(messageLink({ processId: 'p', nonce: 0, net: 'demo' })).toEqual({
    to: '/process/$processId/message/$nonce',
    params: { processId: 'p', nonce: '0' },
    search: { net: 'demo' },
  });
});

it('keeps nonce 0, and leaves out what is not said', () => {
  expect(balanceLink({ processId: 'p', wallet: '', nonce: 0, net: 'demo' }).search).toEqual({
    process: 'p',
    nonce: 0,
    net: 'demo',
  });
});

it('writes the address of a receipt as the router does', () => {
  expect(verifyPath({ code: '1.aB-_', net: 'demo' })).toBe('/verify/1.aB-_?net=demo');
  expect(verifyPath({ code: '1.aB-_', wallet: '0x1', net: 'demo' })).toBe(
    '/verify/1.aB-_?wallet=0x1&net=demo',
  );
});

it('puts a route behind the page it is served from', () => {
  expect(absoluteUrl('https://arweave.test/TXID/#/old?net=x', '/balance?net=demo')).toBe(
    'https://arweave.test/TXID/#/balance?net=demo',
  );
});
