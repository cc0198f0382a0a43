import { describe, expect, it } from 'vitest';
import { ProtocolError, VerificationError } from '../base/errors.ts';
import { type Fact, type FactName, type FactStatus, factNames } from './evidence.ts';
import { factOfError, failFact } from './failure.ts';
import { ledgerOf, levelOf } from './ledger.ts';
import {
  addTallies,
  failed,
  held,
  statusOf,
  type Tally,
  tallyOfError,
  unknown,
  weakestStatus,
} from './tally.ts';

const source = 'https://su.example';

describe('tallies', () => {
  it('add up to one a fact, and keep what is weakest worth telling', () => {
    const sums = addTallies([
      held('evaluation', source),
      held('evaluation', source, { reason: 'not told' }),
      unknown('hash-chain', source, { reason: 'first', nonce: 3 }),
      held('hash-chain', source),
      unknown('hash-chain', source, { reason: 'second', nonce: 4 }),
      unknown('assigned-items', source, { reason: 'unknown' }),
      failed('assigned-items', 'elsewhere', { reason: 'failed', itemId: 'x' }),
      failed('assigned-items', 'elsewhere', { reason: 'failed again' }),
    ]);
    expect(sums).toEqual([
      { name: 'evaluation', source, held: 2, unknown: 0, failed: 0 },
      { name: 'hash-chain', source, held: 1, unknown: 2, failed: 0, notable: { reason: 'first', nonce: 3 } },
      {
        name: 'assigned-items',
        source: `${source}, elsewhere`,
        held: 0,
        unknown: 1,
        failed: 2,
        notable: { reason: 'failed', itemId: 'x' },
      },
    ]);
    expect(sums.map(statusOf)).toEqual(['holds', 'unknown', 'fails']);
  });

  it('add up the same in parts', () => {
    const parts = [held('head', source), unknown('head', source, { reason: 'r' }), held('head', 'other')];
    expect(addTallies([...addTallies(parts.slice(0, 2)), ...parts.slice(2)])).toEqual(addTallies(parts));
    expect(addTallies([])).toEqual([]);
  });

  it('come from errors that name their fact', () => {
    const details = { itemId: 'i', nonce: 4, expected: 'e', actual: 'a', other: true };
    const error = failFact('hash-chain', 'hash-chain-broken', 'It is broken.', details);
    expect(error).toBeInstanceOf(VerificationError);
    expect(factOfError(error)).toBe('hash-chain');
    expect(tallyOfError(error, source)).toEqual({
      name: 'hash-chain',
      source,
      held: 0,
      unknown: 0,
      failed: 1,
      notable: { reason: 'It is broken.', itemId: 'i', nonce: 4, expected: 'e', actual: 'a' },
    });
    // Absent, and not undefined: a tally is kept as JSON, and compared.
    expect(tallyOfError(failFact('head', 'x', 'Bare.'), source)?.notable).toStrictEqual({ reason: 'Bare.' });
    const cause = new Error('inner');
    expect(failFact('head', 'x', 'Bare.', {}, cause).cause).toBe(cause);
  });

  it('do not come from other errors', () => {
    expect(tallyOfError(new ProtocolError('x', 'y'), source)).toBeUndefined();
  });

  it('leaves an assigned item unknown where no gateway has told it, although nothing can be evaluated then', () => {
    const details = { nonce: 4, itemId: 'i' };
    const error = new ProtocolError('assigned-item-missing', 'No gateway has told it.', { details });
    expect(tallyOfError(error, source)).toEqual({
      ...{ name: 'assigned-items', source, held: 0, unknown: 1, failed: 0 },
      notable: { reason: 'No gateway has told it.', ...details },
    });
    expect(factOfError({ details: { fact: 'no such fact' } })).toBeUndefined();
  });

  it.each<[readonly FactStatus[], FactStatus]>([
    [[], 'holds'],
    [['holds', 'holds'], 'holds'],
    [['holds', 'unknown'], 'unknown'],
    [['unknown', 'fails', 'holds'], 'fails'],
  ])('%j are as weak as %s', (statuses, weakest) => {
    expect(weakestStatus(statuses)).toBe(weakest);
  });
});

describe('the ledger', () => {
  const checkedMs = 1_700_000_000_000;

  const reasonOf = (name: FactName, count: number) =>
    ledgerOf([{ name, source, held: count, unknown: 0, failed: 0 }], checkedMs)[0]?.reason;

  it('is in reading order, whatever the order of checks', () => {
    const tallies = factNames.toReversed().map((name) => held(name, source));
    expect(ledgerOf(tallies, checkedMs).map(({ name }) => name)).toEqual(factNames);
  });

  it('has a sentence for every fact, in the singular and in the plural', () => {
    for (const name of factNames) {
      for (const count of [1, 2]) {
        const [fact] = ledgerOf([{ name, source, held: count, unknown: 0, failed: 0 }], checkedMs);
        expect(fact).toEqual({ name, source, count, checkedMs, status: 'holds', reason: expect.any(String) });
        expect(fact?.reason).toMatch(/^[A-Z1-9].*\.$/);
        expect(fact?.reason).not.toMatch(/\b1 [a-z]+s\b/);
      }
    }
  });

  it.each<[FactName, string, string]>([
    ['process-signature', 'The process’s id is the hash of its signature, and the signature holds.', ''],
    ['module-bytes', 'The module has the bytes that its owner signed.', ''],
    ['scheduler-authorised', 'The key that the process names as its scheduler signed', ' assignment'],
    ['assignment-signatures', 'The scheduler’s signature holds on', ' assignment'],
    [
      'assignment-tags',
      'The process and the message that are named are the ones that came, in',
      ' assignment',
    ],
    ['nonces-gapless', 'No nonce is missing or repeated in', ' assignment'],
    ['time-order', 'Time and block height never fall over', ' assignment'],
    ['hash-chain', 'Each link joins the one before it, over', ' assignment'],
    ['message-signatures', 'The sender’s signature holds on', ' message'],
    ['evaluation', 'This browser evaluated', ' message'],
    ['memory-hash', 'Memory had the expected hash', ' time'],
  ])('says of %s: %s', (name, start, noun) => {
    for (const count of [1, 2]) {
      const end = noun === '' ? '' : ` ${count}${noun}${count === 1 ? '' : 's'}.`;
      expect(reasonOf(name, count)).toBe(start + end);
    }
  });

  it.each<[FactName, string, string]>([
    [
      'assigned-items',
      'A gateway gave 1 assigned item with a signature that holds.',
      'A gateway gave 2 assigned items with a signature that holds.',
    ],
    [
      'sender-authority',
      '1 message that names a process as its sender is signed by an authority of this process.',
      '2 messages that name processes as their sender are signed by an authority of this process.',
    ],
    [
      'senders',
      '1 message is what the sending process’s own evaluation emitted.',
      '2 messages are what the sending process’s own evaluation emitted.',
    ],
    [
      'weavedrive-reads',
      '1 file that the process read through WeaveDrive is what was signed under the id.',
      '2 files that the process read through WeaveDrive are what was signed under the id.',
    ],
    [
      'evaluation-profile',
      'The module saw the surroundings that were chosen for it.',
      'The module saw the surroundings that were chosen for it.',
    ],
    ['cron-blocks', '1 block that timers count by is known.', '2 blocks that timers count by are known.'],
    [
      'checkpoint',
      '1 checkpoint restored to the memory that was saved.',
      '2 checkpoints restored to the memory that was saved.',
    ],
    ['compute-units', '1 compute unit said the same.', '2 compute units said the same.'],
    ['head', 'The scheduler knows no later message.', 'The scheduler knows no later message.'],
  ])('says of %s: %s', (name, one, two) => {
    expect([reasonOf(name, 1), reasonOf(name, 2)]).toEqual([one, two]);
  });

  it.each<[Tally, Partial<Fact>]>([
    [
      held('head', source, { reason: 'As told.', nonce: 9 }),
      { status: 'holds', reason: 'As told.', count: 1, nonce: 9 },
    ],
    [
      unknown('head', source, { reason: 'Nobody knows.' }),
      { status: 'unknown', reason: 'Nobody knows.', count: 1 },
    ],
    [
      {
        name: 'hash-chain',
        source,
        held: 5,
        unknown: 2,
        failed: 0,
        notable: { reason: 'Old.', itemId: 'i' },
      },
      { status: 'unknown', reason: '2 of 7: Old.', count: 7, itemId: 'i' },
    ],
    [
      {
        name: 'hash-chain',
        source,
        held: 5,
        unknown: 2,
        failed: 1,
        notable: { reason: 'Broken.', expected: 'e', actual: 'a' },
      },
      { status: 'fails', reason: '1 of 8: Broken.', count: 8, expected: 'e', actual: 'a' },
    ],
    [{ name: 'head', source, held: 0, unknown: 1, failed: 0 }, { reason: 'it was not said why.' }],
  ])('says of %j: %j', (tally, fact) => {
    expect(ledgerOf([tally], checkedMs)).toEqual([
      expect.objectContaining({ name: tally.name, source, checkedMs, ...fact }),
    ]);
  });
});

describe('the level', () => {
  const base: readonly FactName[] = [
    'process-signature',
    'module-bytes',
    'scheduler-authorised',
    'assignment-signatures',
    'assignment-tags',
    'nonces-gapless',
    'time-order',
    'hash-chain',
    'message-signatures',
    'evaluation',
  ];
  const spared: readonly FactName[] = ['hash-chain', 'time-order'];
  const facts = (change: Partial<Record<FactName, FactStatus | 'absent'>> = {}) =>
    [...new Set([...base, ...(Object.keys(change) as FactName[])])].flatMap((name): readonly Fact[] => {
      const status = change[name] ?? 'holds';
      return status === 'absent' ? [] : [{ name, status, reason: '', source, count: 1, checkedMs: 0 }];
    });

  it('is evaluated where everything holds', () => {
    expect(levelOf(facts())).toBe('evaluated');
    expect(levelOf(facts({ 'assigned-items': 'holds', head: 'unknown', 'compute-units': 'unknown' }))).toBe(
      'evaluated',
    );
  });

  it.each(spared)('is evaluated although %s is unknown, which an honest schedule may have', (name) => {
    expect(levelOf(facts({ [name]: 'unknown' }))).toBe('evaluated');
    expect(levelOf(facts({ [name]: 'fails' }))).toBeUndefined();
  });

  it('is resumed from memory that someone else made', () => {
    expect(levelOf(facts(), { foreignCheckpoint: true })).toBe('resumed');
    expect(levelOf(facts({ 'module-bytes': 'unknown' }), { foreignCheckpoint: true })).toBe('claimed');
    expect(levelOf(facts(), { foreignCheckpoint: false })).toBe('evaluated');
    // No message followed it yet.
    expect(levelOf(facts({ evaluation: 'absent' }), { foreignCheckpoint: true })).toBe('resumed');
  });

  it.each(base)('is only claimed without %s', (name) => {
    expect(levelOf(facts({ [name]: 'absent' }))).toBe('claimed');
  });

  it.each(base.filter((name) => !spared.includes(name)))('is only claimed while %s is unknown', (name) => {
    expect(levelOf(facts({ [name]: 'unknown' }))).toBe('claimed');
  });

  it.each(['sender-authority', 'senders', 'head'] as const)('is evaluated although %s is unknown', (name) => {
    expect(levelOf(facts({ [name]: 'unknown' }))).toBe('evaluated');
  });

  it.each(['assigned-items', 'cron-blocks', 'weavedrive-reads'] as const)(
    'is only claimed while %s are unknown',
    (name) => {
      expect(levelOf(facts({ [name]: 'unknown' }))).toBe('claimed');
      expect(levelOf(facts({ [name]: 'holds' }))).toBe('evaluated');
    },
  );

  it.each(factNames)('is none at all where %s fails', (name) => {
    expect(levelOf(facts({ [name]: 'fails' }))).toBeUndefined();
  });
});
