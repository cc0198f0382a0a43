import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EvaluationResult, Json } from './evaluationResult.ts';
import { balanceQuestion, decodeBalance, decodeBalances, decodeTokenInfo, infoQuestion } from './token.ts';
import { formatTokenAmount } from './tokenAmount.ts';

const result = (messages: readonly Json[], output: Json = ''): EvaluationResult => ({
  Messages: messages,
  Assignments: [],
  Spawns: [],
  Output: output,
  GasUsed: 0,
});
const reply = (tags: Readonly<Record<string, Json>>, data?: Json): Json => ({
  Target: 'wallet',
  Tags: Object.entries(tags).map(([name, value]) => ({ name, value })),
  ...(data !== undefined && { Data: data }),
});

describe('a balance', () => {
  it.each<[string, EvaluationResult, bigint]>([
    ['the tag of aos 2 tokens', result([reply({ Balance: '12', Ticker: 'X', Account: 'w' }, '13')]), 12n],
    ['a tag in lower case', result([reply({ balance: '12' })]), 12n],
    ['a tag with a number', result([reply({ Balance: 12 })]), 12n],
    [
      'beyond 2^53',
      result([reply({ Balance: '123456789012345678901234567890' })]),
      123456789012345678901234567890n,
    ],
    ['a whole float', result([reply({ Balance: '100.0' })]), 100n],
    ['data alone', result([reply({ Action: 'x' }, '7')]), 7n],
    ['data as a number', result([reply({}, 7)]), 7n],
    ['a tag of a later message', result([reply({ Action: 'Log' }, '1'), reply({ Balance: '2' })]), 2n],
    [
      'the first of two tags',
      result([
        {
          Tags: [
            { name: 'Balance', value: '1' },
            { name: 'balance', value: '2' },
          ],
        },
      ]),
      1n,
    ],
    ['printed text', result([], '5'), 5n],
    ['what aos 2 prints', result([], { data: '6', print: true }), 6n],
    ['what aos 1 prints', result([], { data: { output: '8', prompt: '>' } }), 8n],
    ['zero', result([reply({ Balance: '0' })]), 0n],
  ])('is read from %s', (_, answer, amount) => {
    expect(decodeBalance(answer)).toBe(amount);
  });

  it.each<[string, EvaluationResult, string]>([
    ['an error', { ...result([reply({ Balance: '1' })]), Error: 'no handler' }, 'no handler'],
    ['an error object', { ...result([]), Error: { code: 1 } }, '{"code":1}'],
    ['nothing', result([]), ''],
    ['other text', result([reply({}, 'hello')]), 'hello'],
    ['a fraction', result([reply({ Balance: '1.5' })]), '1.5'],
    ['a negative number', result([reply({ Balance: '-1' })]), '-1'],
    ['a number in exponents', result([reply({ Balance: '1e+18' })]), '1e+18'],
    ['a number whose digits are lost', result([reply({ Balance: 2 ** 53 + 1 })]), '"9.007199254740992e+15"'],
    ['data that is such a number', result([reply({}, 2 ** 64)]), '"1.8446744073709552e+19"'],
    [
      'messages that are none',
      result(['x', null, [1], { Tags: 'x' }, { Tags: [1, { name: 2 }, { name: 'Balance', value: null }] }]),
      '',
    ],
    ['printed objects', result([], { data: { output: 5 } }), ''],
  ])('is not found in %s', (_, answer, said) => {
    expect(() => decodeBalance(answer)).toThrow(
      expect.objectContaining({ layer: 'protocol', code: 'no-balance', details: { said } }),
    );
  });

  it('is asked for in every way that tokens understand', () => {
    expect(balanceQuestion('me')).toEqual({
      Id: '1234',
      Owner: 'me',
      Data: '',
      Anchor: '0',
      Tags: [
        { name: 'Action', value: 'Balance' },
        { name: 'Recipient', value: 'me' },
        { name: 'Target', value: 'me' },
        { name: 'Data-Protocol', value: 'ao' },
        { name: 'Type', value: 'Message' },
        { name: 'Variant', value: 'ao.TN.1' },
      ],
    });
  });
});

describe('all balances', () => {
  const said = (Data: Json) => ({ Messages: [{ Tags: [], Data }], Assignments: [], Spawns: [], Output: '' });

  it('are amounts by wallet, as texts or as numbers, names as they are', () => {
    const balances = decodeBalances(said('{"Abc":"12345678901234567890123","0xAb":7,"z":"3.0"}'));
    expect([...balances]).toEqual([
      ['Abc', 12345678901234567890123n],
      ['0xAb', 7n],
      ['z', 3n],
    ]);
    expect(decodeBalances(said('[]')).size).toBe(0);
  });

  it('are exact where they are numbers beyond 2^53', () => {
    const text = '{"9007199254740993":9007199254740993,"b\\"1":8,"c":12345678901234567890}';
    expect([...decodeBalances(said(text))]).toEqual([
      ['9007199254740993', 9007199254740993n],
      ['b"1', 8n],
      ['c', 12345678901234567890n],
    ]);
    expect(() => decodeBalances(said({ c: 2 ** 64 }))).toThrow(
      expect.objectContaining({ code: 'no-balance' }),
    );
  });

  it.each(['', 'none', '[1]', '7', 'null', '{"a":"much"}', '{"a":{"b":1}}'])('are not in %j', (text) => {
    expect(() => decodeBalances(said(text))).toThrow(
      expect.objectContaining({ code: 'no-balance', details: { said: text } }),
    );
  });

  it('are not in an error', () => {
    expect(() => decodeBalances({ ...said('{}'), Error: 'no such handler' })).toThrow(
      expect.objectContaining({ code: 'no-balance', details: { said: 'no such handler' } }),
    );
  });
});

describe('token info', () => {
  it('is asked for', () => {
    expect(infoQuestion().Tags[0]).toEqual({ name: 'Action', value: 'Info' });
  });

  it.each<[string, EvaluationResult]>([
    ['tags', result([reply({ Name: 'Points', Ticker: 'PNT', Logo: 'logo', Denomination: '12' })])],
    [
      'tags in lower case',
      result([reply({ name: 'Points', ticker: 'PNT', logo: 'logo', denomination: 12 })]),
    ],
    ['JSON data', result([reply({}, '{"Name":"Points","Ticker":"PNT","Logo":"logo","Denomination":12}')])],
    [
      'several messages',
      result([reply({ Name: 'Points', Ticker: 'PNT' }), reply({ Logo: 'logo', Denomination: '12' })]),
    ],
  ])('is read from %s', (_, answer) => {
    expect(decodeTokenInfo(answer)).toEqual({
      name: 'Points',
      ticker: 'PNT',
      logo: 'logo',
      denomination: 12,
    });
  });

  it.each<[string, EvaluationResult]>([
    ['an error', { ...result([reply({ Name: 'x' })]), Error: 'e' }],
    ['no message', result([])],
    ['an odd denomination', result([reply({ Denomination: '1.5' })])],
    ['a denomination beyond reason', result([reply({ Denomination: '1000' })])],
    ['data that is no object', result([reply({}, '[1]'), reply({}, 'x'), reply({}, 'null')])],
  ])('is absent in %s', (_, answer) => {
    expect(decodeTokenInfo(answer)).toEqual({ name: null, ticker: null, logo: null, denomination: null });
  });
});

describe('amounts', () => {
  it.each([
    [0n, 12, '0'],
    [1n, 12, '0.000000000001'],
    [1_500_000_000_000n, 12, '1.5'],
    [1_000_000_000_000n, 12, '1'],
    [100n, 0, '100'],
    [100n, null, '100'],
    [-25n, 1, '-2.5'],
    [123456789012345678901234567890n, 18, '123456789012.34567890123456789'],
  ] as const)('%s at %s places is %s', (amount, places, text) => {
    expect(formatTokenAmount(amount, places)).toBe(text);
  });

  it('are told exactly, with no digit too many', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 40n }),
        fc.integer({ min: 0, max: 30 }),
        (amount, places) => {
          const text = formatTokenAmount(amount, places);
          expect(text).toMatch(/^(0|[1-9]\d*)(\.\d*[1-9])?$/);
          const [whole = '', fraction = ''] = text.split('.');
          expect(BigInt(whole + fraction.padEnd(places, '0'))).toBe(amount);
        },
      ),
    );
  });
});
