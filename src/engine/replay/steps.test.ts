import { describe, expect, it } from 'vitest';
import { encodeBase64url } from '../../base/base64url.ts';
import { encodeUtf8 } from '../../base/bytes.ts';
import type { AoProcess } from '../../protocol/process.ts';
import type { Tags } from '../../protocol/tags.ts';
import type { WasmMessage } from '../../protocol/wasmMessage.ts';
import { createCronTimers } from './cronTimers.ts';
import { planSteps, type Step, type StepsOptions } from './steps.ts';
import type { VerifiedMessage } from './verifiedSchedule.ts';

const idOf = (n: number) => encodeBase64url(new Uint8Array(32).fill(n));
const spawnMs = 1_700_000_000_000;
const spawnHeight = 1_500_000;

function processWith(tags: Tags): AoProcess {
  const item = { id: idOf(1), ownerKey: 'AQAB', ownerAddress: idOf(9), tags, signature: 'AQAB' };
  const rest = { anchor: null, target: null, data: '' };
  const owned = { owner: item.ownerAddress, moduleId: idOf(2), scheduler: idOf(3) };
  return {
    id: idOf(1),
    item: { ...item, ...rest },
    tags,
    ...owned,
    blockHeight: spawnHeight,
    timestampMs: spawnMs,
  } as unknown as AoProcess;
}

interface Said {
  readonly id: number;
  readonly afterMs: number;
  readonly tags?: Tags;
  /** The scheduler assigned the item without sending it. */
  readonly assigned?: boolean;
}

/** Verified entries are made by verification alone; here their content is all that matters. */
function entry(nonce: number, { id, afterMs, tags = [], assigned = false }: Said): VerifiedMessage {
  const timestampMs = spawnMs + afterMs;
  const item = {
    id: idOf(id),
    ownerKey: 'AQAB',
    ownerAddress: idOf(8),
    tags,
    signature: 'AQAB',
    anchor: null,
    target: '',
    data: 'x',
  };
  const place = {
    processId: idOf(1),
    epoch: 0,
    nonce,
    timestampMs,
    blockHeight: spawnHeight,
    hashChain: idOf(50),
    exclude: [],
  };
  const assignment = { ...item, id: idOf(100 + nonce), messageId: item.id, ...place };
  const message = assigned ? { assignment, message: null, assigned: item } : { assignment, message: item };
  const position = { ...place, assignmentId: assignment.id, spawnBlockHeight: spawnHeight };
  return { message, tallies: [], position } as unknown as VerifiedMessage;
}

async function plan(
  process: AoProcess,
  said: readonly Said[],
  change: Partial<StepsOptions> = {},
): Promise<string[]> {
  const gateway = { fetchBlocks: async () => [] };
  async function* schedule() {
    yield said.map((each, nonce) => entry(nonce, each));
  }
  const steps: Step[] = [];
  const batches = planSteps({
    process,
    schedule: schedule(),
    after: undefined,
    timers: createCronTimers(process, gateway, {}),
    processMessage: async () => ({ kind: 'process', json: encodeUtf8('{}'), blockHeight: 0 }) as WasmMessage,
    evaluatedIds: async () => new Set(),
    now: async () => undefined,
    ...change,
  });
  for await (const batch of batches) steps.push(...batch);
  return steps.map(describeStep);
}

function describeStep(step: Step): string {
  if ('verified' in step) return `${step.kind} ${step.verified.position.nonce}`;
  if (step.kind === 'cron')
    return `cron ${step.event.cron} +${step.event.timestampMs - spawnMs} after ${step.afterNonce}`;
  return step.kind;
}

const asProcess: Tags = [{ name: 'Type', value: 'Process' }];
const everyTenSeconds: Tags = [
  { name: 'Cron-Interval', value: '10-seconds' },
  { name: 'Cron-Tag-Action', value: 'Tick' },
];

describe('planSteps', () => {
  it('puts the process first only where the schedule does not begin with it (legacynet.md §4.4)', async () => {
    const process = processWith([]);
    expect(await plan(process, [{ id: 1, afterMs: 0, tags: asProcess }])).toEqual(['message 0', 'head']);
    expect(await plan(process, [{ id: 4, afterMs: 5 }])).toEqual(['process', 'message 0', 'head']);
    expect(await plan(process, [{ id: 4, afterMs: 5, tags: [...asProcess, ...asProcess] }])).toEqual([
      'process',
      'message 0',
      'head',
    ]);
    expect(await plan(process, [])).toEqual(['process', 'head']);
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
      'message 0',
      'cron 0-10-seconds +10000 after 0',
      'cron 0-10-seconds +20000 after 0',
      'message 1',
      'message 2',
      'head',
      'cron 0-10-seconds +30000 after 2',
      'cron 0-10-seconds +40000 after 2',
    ]);
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
    const evaluatedIds = async () => new Set([idOf(6)]);
    expect(await plan(process, said, { evaluatedIds })).toEqual([
      'message 0',
      'message 1',
      'duplicate 2',
      'message 3',
      'duplicate 4',
      'head',
    ]);
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
