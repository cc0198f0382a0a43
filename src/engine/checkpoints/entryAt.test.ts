import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../base/bytes.ts';
import { SourceError } from '../../base/errors.ts';
import type { ScheduledMessage } from '../../protocol/message.ts';
import type { SchedulerUnit } from '../../sources/schedulerUnit.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import { expectFailure } from '../../verification/testing/expectations.ts';
import { ownProcess, scheduler, user } from '../../verification/testing/ownSchedule.ts';
import { decode } from '../../verification/testing/realSchedule.ts';
import { signSchedule } from '../../verification/testing/signing.ts';
import { checkEntryAt } from './entryAt.ts';

/** With an anchor, so that its text says everything that was signed. */
const signed = (text: string) => ({ data: encodeUtf8(text), anchor: encodeUtf8('a'.repeat(32)) });
const schedule = await signSchedule({ scheduler, user, messages: ['a', 'b'].map(signed) });
const process = ownProcess(schedule);
const entries = decode(schedule.nodes);
const nonce = 1;
const node = schedule.nodes[nonce];
const entry = entries[nonce];
if (node?.message == null || entry === undefined) throw new Error('the schedule is empty');
const text = JSON.stringify(node);

/** A scheduler unit that counts how often it is asked. */
function countingUnit(told: readonly ScheduledMessage[] = entries) {
  const asked: unknown[] = [];
  const unit = {
    url: 'https://unit.test/su',
    async *fetchPages(request: unknown) {
      asked.push(request);
      yield { url: 'https://unit.test/su', entries: told.map((each) => ({ entry: each, node: null })) };
    },
  } as unknown as SchedulerUnit;
  return { unit, asked };
}

async function checkAt(kept: string | undefined, unit: SchedulerUnit | null) {
  const store = createMemoryStore();
  if (kept !== undefined) await store.saveSchedule(process.id, [{ nonce, json: kept }]);
  const exactItems = { fetch: async () => undefined };
  const head = { unit, latestNonce: 2, latestAssignmentId: null };
  return checkEntryAt(nonce, { process, store, exactItems, head }, (found) => {
    if (found === undefined) throw new SourceError('not-found', 'There is none.');
    return found;
  });
}

describe('the entry at a nonce', () => {
  it('is what is kept, if that verifies', async () => {
    const { unit, asked } = countingUnit();
    const checked = await checkAt(text, unit);
    expect(checked.entry).toEqual(entry);
    expect(checked.tallies.map(({ source }) => source)).toContain('this browser');
    expect(asked).toEqual([]);
  });

  it.each([
    ['is no JSON any more', text.slice(0, -20)],
    ['has another shape', '{"edges":[]}'],
    ['has a bad nonce', text.replaceAll('"Nonce","value":"1"', '"Nonce","value":"x"')],
    ['says something else', JSON.stringify({ ...node, message: { ...node.message, data: 'A' } })],
    ['is not there', undefined],
  ])('is fetched where what is kept %s', async (_, kept) => {
    const { unit, asked } = countingUnit();
    const checked = await checkAt(kept, unit);
    expect(checked.entry).toEqual(entry);
    expect(checked.tallies.every(({ source }) => source === 'https://unit.test')).toBe(true);
    expect(asked).toEqual([{ processId: process.id, afterNonce: 0, toNonce: 1, limit: 2 }]);
  });

  it('fails where the scheduler unit tells something else, too', async () => {
    const changed = { ...node, message: { ...node.message, data: 'A' } } as typeof node;
    const { unit } = countingUnit(decode([changed]));
    const failure = { fact: 'message-signatures', code: 'signature-invalid', nonce };
    await expectFailure(checkAt(JSON.stringify(changed), unit), failure);
    // Offline there is nobody else to ask.
    await expectFailure(checkAt(JSON.stringify(changed), null), failure);
  });

  it('is none where nobody has it', async () => {
    const { unit } = countingUnit([]);
    for (const each of [unit, null]) {
      await expect(checkAt(undefined, each)).rejects.toMatchObject({ code: 'not-found' });
    }
  });
});
