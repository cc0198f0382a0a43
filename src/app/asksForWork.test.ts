import { expect, it } from 'vitest';
import { asksForWork } from './asksForWork.ts';

it.each([
  ['#/balance?process=p&wallet=w', true],
  ['#/balance?net=demo&wallet=w&process=p&nonce=4', true],
  ['#/balance?process=p', false],
  ['#/balance?process=p&wallet=', false],
  ['#/balance', false],
  ['#/process/p?wallet=w&process=p', false],
  ['#/process/p/ask?action=Info&net=demo', true],
  ['#/process/p/ask?tags=Recipient%3A%20w', true],
  ['#/process/p/ask?data=return%201', true],
  ['#/process/p/ask?nonce=4', false],
  ['#/process/p/compare/7?net=demo', true],
  ['#/process/p/message/7', false],
  ['#/verify/1.abc?net=demo', true],
  ['#/verify/', false],
  ['#/', false],
  ['', false],
])('%s: %s', (fragment, asks) => {
  expect(asksForWork(fragment)).toBe(asks);
});
