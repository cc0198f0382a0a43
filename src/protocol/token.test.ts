import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EvaluationResult, Json } from './evaluationResult.ts';
import { decodeBalanceReply, decodeTokenInfo, parseBaseUnits } from './token.ts';

const empty: EvaluationResult = { Messages: [], Assignments: [], Spawns: [], Output: '', GasUsed: 0 };
const reply = (tags: Readonly<Record<string, Json>>, data: Json = ''): Json => ({
  Target: 'x',
  Data: data,
  Tags: Object.entries(tags).map(([name, value]) => ({ name, value })),
});

describe('decodeBalanceReply', () => {
  it('reads the Balance tag before the data, exactly, beyond 2^53', () => {
    const Messages = [
      reply({ Ticker: 'T' }, 'note'),
      reply({ Balance: '123456789012345678901234567890' }, '1'),
    ];
    expect(decodeBalanceReply({ ...empty, Messages })).toBe(123456789012345678901234567890n);
  });

  it('reads data where no tag says it, and output where no message does', () => {
    expect(decodeBalanceReply({ ...empty, Messages: [reply({}, '42')] })).toBe(42n);
    expect(decodeBalanceReply({ ...empty, Output: { data: '7' } })).toBe(7n);
    expect(decodeBalanceReply({ ...empty, Output: { data: { output: '8' } } })).toBe(8n);
    expect(decodeBalanceReply({ ...empty, Messages: [reply({ Balance: 5 })] })).toBe(5n);
  });

  it('does not take an error, or anything that is no number, for an amount', () => {
    const thrown = { code: 'balance-refused', details: { error: 'handler failed' } };
    expect(() =>
      decodeBalanceReply({ ...empty, Messages: [reply({ Balance: '5' })], Error: 'handler failed' }),
    ).toThrow(expect.objectContaining(thrown));
    for (const data of ['', '1.5', '1e3', '0x10', ' 7', '٣', 'NaN', null, 1.5, [], { a: 1 }]) {
      expect(() => decodeBalanceReply({ ...empty, Messages: [reply({}, data)] })).toThrow(
        expect.objectContaining({ code: 'no-balance-reply' }),
      );
    }
  });
});

describe('decodeTokenInfo', () => {
  it('reads tags in any case, and leaves unknown what is not said or not a number of places', () => {
    const Messages = [reply({ name: 'Points', TICKER: 'PNTS', Denomination: '12', Logo: 'abc' })];
    expect(decodeTokenInfo({ ...empty, Messages })).toEqual({
      name: 'Points',
      ticker: 'PNTS',
      logo: 'abc',
      denomination: 12,
    });
    for (const Denomination of ['many', '-1', '1.5', '999', '']) {
      expect(decodeTokenInfo({ ...empty, Messages: [reply({ Denomination })] }).denomination).toBeNull();
    }
    expect(decodeTokenInfo({ ...empty, Error: 'no' }).name).toBeNull();
  });

  it('survives whatever a process answers', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (Messages) => {
        const info = decodeTokenInfo({ ...empty, Messages: Messages as Json[] });
        expect(Object.keys(info)).toEqual(['name', 'ticker', 'logo', 'denomination']);
      }),
    );
  });
});

describe('parseBaseUnits', () => {
  it('is exact for every integer', () => {
    fc.assert(
      fc.property(fc.bigInt(), (amount) => {
        expect(parseBaseUnits(String(amount))).toBe(amount);
      }),
    );
  });
});
