import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../base/bytes.ts';
import type { AoProcess } from '../../protocol/process.ts';
import type { WasmMessage } from '../../protocol/wasmMessage.ts';
import { statusOf, unknown } from '../../verification/tally.ts';
import type { EarlierIds } from '../process/evaluatedIds.ts';
import { createCronTimers } from './cronTimers.ts';
import { planSteps, type Step, type StepsOptions } from './steps.ts';
import {
  asProcess,
  entry,
  everyTenSeconds,
  idOf,
  processWith,
  type Said,
  spawnHeight,
  spawnMs,
} from './testing/saidSchedule.ts';

async function plan(...parameters: Parameters<typeof planBatches>): Promise<string[]> {
  const steps: Step[] = [];
  for await (const batch of planBatches(...parameters)) steps.push(...batch);
  return steps.map(describeStep);
}

function planBatches(
  process: AoProcess,
  said: readonly Said[],
  change: Partial<StepsOptions> = {},
): AsyncIterable<readonly Step[]> {
  const gateway = { fetchBlocks: async () => [] };
  async function* schedule() {
    yield said.map((each, nonce) => entry(nonce, each));
  }
  return planSteps({
    process,
    schedule: schedule(),
    after: undefined,
    timers: createCronTimers(process, gateway, {}),
    processMessage: async () => madeUp,
    earlierIds: async () => noneEarlier,
    now: async () => undefined,
    ...change,
  });
}

const noneEarlier: EarlierIds = { evaluated: new Set(), messages: new Set() };

/** As where no gateway shows what the scheduler signed of the spawn. */
const madeUp = {
  input: { kind: 'process', json: encodeUtf8('{}'), blockHeight: 0 } as WasmMessage,
  spawn: unknown('spawn', 'gateway', { reason: 'Nobody shows it.' }),
};

function describeStep(step: Step): string {
  if ('verified' in step) return `${step.kind} ${step.verified.position.nonce}`;
  if (step.kind === 'cron')
    return `cron ${step.event.cron} +${step.event.timestampMs - spawnMs} after ${step.afterNonce}`;
  return step.kind === 'finding' ? `${step.kind} ${step.tally.name}` : step.kind;
}

/** Nonces of which it is unknown whether the message came along. */
async function doubtedIn(said: readonly Said[], change: Partial<StepsOptions> = {}): Promise<number[]> {
  const doubted: number[] = [];
  for await (const batch of planBatches(processWith([]), said, change)) {
    for (const step of batch) {
      if (!('verified' in step)) continue;
      const { tallies, position } = step.verified;
      if (tallies.some(({ name, unknown: count }) => name === 'assigned-items' && count === 1)) {
        doubted.push(position.nonce);
      }
    }
  }
  return doubted;
}

describe('planSteps', () => {
  it('puts the process first only where the schedule does not begin with it (legacynet.md §4.4)', async () => {
    const process = processWith([]);
    expect(await plan(process, [{ id: 1, afterMs: 0, tags: asProcess }])).toEqual(['message 0', 'head']);
    expect(await plan(process, [{ id: 4, afterMs: 5 }])).toEqual([
      'process',
      'finding spawn',
      'message 0',
      'head',
    ]);
    expect(await plan(process, [{ id: 4, afterMs: 5, tags: [...asProcess, ...asProcess] }])).toEqual([
      'process',
      'finding spawn',
      'message 0',
      'head',
    ]);
    expect(await plan(process, [])).toEqual(['process', 'finding spawn', 'head']);
  });

  it('fires timers between messages, and after the head only up to now (legacynet.md §7.3)', async () => {
    const process = processWith(everyTenSeconds);
    const said = [
      { id: 1, afterMs: 0, tags: asProcess },
      { id: 4, afterMs: 25_500 },
      { id: 5, afterMs: 26_000 },
    ];
    const now = async () => ({ timestampMs: spawnMs + 41_000, blockHeight: spawnHeight });
    expect(await plan(process, said, { now })).toEqual([
      'finding spawn',
      'message 0',
      'finding cron-blocks',
      'cron 0-10-seconds +10000 after 0',
      'cron 0-10-seconds +20000 after 0',
      'message 1',
      'finding cron-blocks',
      'message 2',
      'head',
      'finding cron-blocks',
      'cron 0-10-seconds +30000 after 2',
      'cron 0-10-seconds +40000 after 2',
    ]);
  });

  it('leaves it unknown where timers count from another spawn than the scheduler signed', async () => {
    const process = processWith(everyTenSeconds);
    const said = [{ id: 1, afterMs: 0, tags: asProcess }];
    const statuses = [];
    for (const told of [process, { ...process, timestampMs: spawnMs - 1 }, { ...process, blockHeight: 1 }]) {
      for await (const batch of planBatches(told, said)) {
        for (const step of batch) if (step.kind === 'finding') statuses.push(statusOf(step.tally));
      }
    }
    expect(statuses).toEqual(['holds', 'unknown', 'unknown']);
  });

  it('plans no more than some of what timers fire while nobody sends a message', async () => {
    const said = [
      { id: 1, afterMs: 0, tags: asProcess },
      { id: 4, afterMs: 9_999_000 },
    ];
    const now = async () => ({ timestampMs: spawnMs + 19_999_000, blockHeight: spawnHeight });
    const lengths: number[] = [];
    for await (const batch of planBatches(processWith(everyTenSeconds), said, { now }))
      lengths.push(batch.length);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(999 + 1000 + 3 + 3);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(200);
  });

  it('skips an assignment of what was evaluated, just now or long ago, and no ordinary message (legacynet.md §6.4)', async () => {
    const process = processWith([]);
    const said = [
      { id: 1, afterMs: 0, tags: asProcess },
      { id: 4, afterMs: 1 },
      { id: 4, afterMs: 2, assigned: true },
      { id: 5, afterMs: 3, assigned: true },
      { id: 6, afterMs: 4, assigned: true },
    ];
    const earlierIds = async () => ({ ...noneEarlier, evaluated: new Set([idOf(6)]) });
    expect(await plan(process, said, { earlierIds })).toEqual([
      'message 0',
      'message 1',
      'duplicate 2',
      'message 3',
      'duplicate 4',
      'head',
    ]);
  });

  it('says of each message whether it is certain that it came along, by all that was assigned before', async () => {
    const said = [
      { id: 1, afterMs: 0, tags: asProcess },
      { id: 4, afterMs: 1 },
      { id: 4, afterMs: 2 },
      { id: 6, afterMs: 3 },
    ];
    const earlierIds = async () => ({ ...noneEarlier, messages: new Set([idOf(6)]) });
    expect(await doubtedIn(said, { earlierIds })).toEqual([2, 3]);
  });

  it('says so of a message, too, that is skipped: had it been assigned only, it would not be', async () => {
    const pushed = [{ name: 'From-Process', value: idOf(7) }];
    const said = [
      { id: 1, afterMs: 0, tags: asProcess },
      { id: 4, afterMs: 1, tags: pushed },
      { id: 4, afterMs: 2, tags: pushed },
      { id: 5, afterMs: 3, tags: pushed },
    ];
    const skipped = ['message 0', 'message 1', 'duplicate 2', 'duplicate 3', 'head'];
    expect(await plan(processWith([]), said)).toEqual(skipped);
    expect(await doubtedIn(said)).toEqual([2]);
  });

  it('skips the second of two pushed messages that are alike, whoever signed them', async () => {
    const process = processWith([]);
    const pushed = [{ name: 'From-Process', value: idOf(7) }];
    const said = [
      { id: 1, afterMs: 0, tags: asProcess },
      { id: 4, afterMs: 1, tags: pushed },
      { id: 5, afterMs: 2, tags: pushed },
      { id: 6, afterMs: 3, tags: [...pushed, { name: 'Reference', value: '2' }] },
    ];
    expect(await plan(process, said)).toEqual(['message 0', 'message 1', 'duplicate 2', 'message 3', 'head']);
  });
});
