import * as v from 'valibot';
import { expect, it } from 'vitest';
import { balanceSearch, parseSearch, processSearch, stringifySearch } from './search.ts';

it('reads what it writes', () => {
  const search = { process: 'Pi-WmAQp2', wallet: '0x52', nonce: 12, net: '1.WyJ4Il0' };
  const text = stringifySearch(search);
  expect(text).toBe('?process=Pi-WmAQp2&wallet=0x52&nonce=12&net=1.WyJ4Il0');
  expect(v.parse(balanceSearch, parseSearch(text))).toEqual(search);
});

it('leaves an id alone that looks like a number', () => {
  const id = `1e${'0'.repeat(41)}`;
  expect(v.parse(balanceSearch, parseSearch(`?process=${id}`)).process).toBe(id);
});

it('ignores what has no meaning instead of failing', () => {
  expect(v.parse(processSearch, { tab: 'nowhere', order: 'sideways' })).toEqual({});
  expect(v.parse(processSearch, { tab: 'tags', order: 'oldest' })).toEqual({ tab: 'tags', order: 'oldest' });
});

it('writes nothing for nothing', () => {
  expect(stringifySearch({ net: undefined })).toBe('');
});

it('leaves no network out for its length', () => {
  const net = 'n'.repeat(20_000);
  expect(v.parse(processSearch, parseSearch(`?net=${net}`)).net).toBe(net);
});

it.each([
  ['balance', balanceSearch],
  ['process', processSearch],
] as const)('never takes what is no nonce for another one: %s', (_, search) => {
  const asked = (nonce: unknown) => v.parse(search, { nonce }).nonce;
  expect(['0', '12', ' 12 ', 12].map(asked)).toEqual([0, 12, 12, 12]);
  const wrong = ['-1', '1.5', '1e30', '0x10', 'twelve', '9'.repeat(16)];
  expect(wrong.map(asked)).toEqual(wrong);
  expect(asked('')).toBeUndefined();
});
