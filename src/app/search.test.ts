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
  expect(v.parse(balanceSearch, { nonce: '-1' }).nonce).toBeUndefined();
  expect(v.parse(balanceSearch, { nonce: '1.5' }).nonce).toBeUndefined();
  expect(v.parse(processSearch, { tab: 'nowhere', order: 'sideways' })).toEqual({});
  expect(v.parse(processSearch, { tab: 'tags', order: 'oldest' })).toEqual({ tab: 'tags', order: 'oldest' });
});

it('writes nothing for nothing', () => {
  expect(stringifySearch({ net: undefined })).toBe('');
});
