import { describe, expect, it } from 'vitest';
import { SourceError } from '../../base/errors.ts';
import type { AssignmentId, ProcessId } from '../../protocol/ids.ts';
import type { SchedulerUnit } from '../../sources/schedulerUnit.ts';
import type { Head } from './head.ts';
import { weighWitnesses } from './headAgreement.ts';
import { gatewaySearch, type HeadStatement } from './headWitnesses.ts';

const processId = 'P'.repeat(43) as ProcessId;
const id = (letter: string) => letter.repeat(43) as AssignmentId;
const place = { nonce: 9, assignmentId: id('A') };

/** A unit of which only the latest nonce is asked. */
function unitThatKnows(latest: () => Promise<number | undefined>): SchedulerUnit {
  const unexpected = () => Promise.reject(new RangeError('Only the latest is asked.'));
  return {
    url: 'https://su.test',
    fetchProcess: unexpected,
    fetchLatest: async () => {
      const nonce = await latest();
      return nonce === undefined ? undefined : ({ assignment: { nonce } } as never);
    },
    fetchPages: () => {
      throw new RangeError('Only the latest is asked.');
    },
    fetchFirstPage: unexpected,
    fetchTimestamp: unexpected,
  };
}

const headOf = (latest: () => Promise<number | undefined>): Head => ({
  unit: unitThatKnows(latest),
  latestNonce: place.nonce,
  latestAssignmentId: place.assignmentId,
});
const stubborn = headOf(async () => place.nonce);
const weigh = (statements: readonly HeadStatement[], head = stubborn, at: typeof place | undefined = place) =>
  weighWitnesses(at, processId, head, statements);
const knows = (nonce: number, assignmentId = id('A'), proven = false): HeadStatement => ({
  kind: 'knows',
  source: 'https://other.test',
  nonce,
  assignmentId,
  proven,
});

describe('the end of a schedule', () => {
  it('is unknown, however many agree, and says who does', async () => {
    const tally = await weigh([
      knows(9),
      { kind: 'knows', source: gatewaySearch, nonce: 7, assignmentId: id('B'), proven: false },
      { kind: 'knows-none', source: 'https://new.test' },
      { kind: 'silent', source: 'https://down.test', reason: 'It is down.' },
    ]);
    expect(tally).toMatchObject({ name: 'head', unknown: 1, held: 0, failed: 0 });
    expect(tally.source).toBe(
      `https://su.test, https://other.test, ${gatewaySearch}, https://new.test, https://down.test`,
    );
    expect(tally.notable).toEqual({
      nonce: 9,
      itemId: id('A'),
      reason:
        'su.test says that nonce 9 is the latest. other.test says so too. The gateways’ index knows no later one than nonce 7. ' +
        'new.test knows no assignment of this process. down.test could not be asked: It is down. A withheld tail cannot be proven.',
    });
  });

  it('is told as it is where the unit tells less than is known here', async () => {
    const tally = await weigh([], { ...stubborn, latestNonce: 6, latestAssignmentId: id('Z') });
    expect(tally).toMatchObject({ name: 'head', unknown: 1, failed: 0 });
    expect(tally.notable?.reason).toContain(
      'su.test says that nonce 6 is the latest, and the schedule here goes to nonce 9, signed by the scheduler.',
    );
  });

  it('is unknown where nobody could be asked', async () => {
    const tally = await weigh([], { unit: null, latestNonce: null, latestAssignmentId: null });
    expect(tally.notable?.reason).toBe('No scheduler unit could be asked for later messages.');
  });

  it('is not moved by a later nonce that nobody shows to be signed', async () => {
    const tally = await weigh([knows(12, id('C'))]);
    expect(tally.unknown).toBe(1);
    expect(tally.notable?.reason).toContain(
      'other.test claims nonce 12, and does not show that the scheduler signed it.',
    );
  });

  it('fails where somebody proves a later assignment that the unit still denies', async () => {
    await expect(weigh([knows(12, id('C'), true)])).rejects.toMatchObject({
      code: 'tail-withheld',
      details: { fact: 'head', nonce: 12, itemId: id('C'), expected: 'nonce 12', actual: 'nonce 9' },
    });
  });

  it('fails likewise where the unit does not answer when it is asked again', async () => {
    const down = headOf(() => Promise.reject(new SourceError('unreachable', 'It is down.')));
    await expect(weigh([knows(12, id('C'), true)], down)).rejects.toMatchObject({ code: 'tail-withheld' });
  });

  it('may have moved meanwhile', async () => {
    const growing = headOf(async () => 12);
    const tally = await weigh([knows(12, id('C'), true), knows(9)], growing);
    expect(tally.notable?.reason).toContain(
      'su.test says that nonce 12 is the latest. other.test says so too.',
    );
  });

  it('fails where somebody proves another assignment for the same nonce, and only then', async () => {
    await expect(weigh([knows(9, id('C'), true)])).rejects.toMatchObject({
      code: 'equivocation',
      details: { fact: 'head', nonce: 9, expected: id('C'), actual: id('A') },
    });
    await expect(weigh([knows(9, id('C'), false)])).resolves.toMatchObject({ unknown: 1 });
    await expect(weigh([knows(9, id('A'), true)])).resolves.toMatchObject({ unknown: 1 });
    await expect(weigh([knows(8, id('C'), true)])).resolves.toMatchObject({ unknown: 1 });
  });

  it('of a process without a message is the process itself, and a message that is proven is later', async () => {
    const none = headOf(async () => undefined);
    const own: HeadStatement = knows(0, id('S'), true);
    const weighed = weighWitnesses(undefined, processId, none, [own]);
    await expect(weighed).resolves.toMatchObject({ unknown: 1 });
    await expect(weighWitnesses(undefined, processId, none, [knows(1, id('C'), true)])).rejects.toMatchObject(
      { code: 'tail-withheld' },
    );
  });
});
