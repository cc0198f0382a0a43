import { expect, it } from 'vitest';
import { asksForWork } from './asksForWork.ts';

it.each([
  ['#/balance?process=p&wallet=w', true],
  ['#/balance?net=demo&wallet=w&process=p&nonce=4', true],
  ['#/balance?process=p', false],
  ['#/balance?process=p&wallet=', false],
  ['#/balance', false],
  ['#/process/p?wallet=w&process=p', false],
  ['#/', false],
  ['', false],
])('%s: %s', (fragment, asks) => {
  expect(asksForWork(fragment)).toBe(asks);
});
