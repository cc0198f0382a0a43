import { describe, expect, it } from 'vitest';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import { demoDevnet, demoEngine, runJob } from '../testing/demoEngine.ts';

const [token] = demoProcesses;
const place = { network: demoNetwork, processId: token.id };

describe('a look at the end of a schedule', () => {
  it('says what the scheduler unit calls its latest', async () => {
    const engine = demoEngine();
    const { rows } = await engine.readSchedule({ ...place, fromNonce: 0, limit: 200 });
    const head = await engine.readHead(place);
    const { rows: last } = await engine.readSchedule({
      ...place,
      fromNonce: head.latestNonce ?? 0,
      limit: 2,
    });
    expect(rows.length).toBeGreaterThan(0);
    expect(last.map(({ assignmentId }) => assignmentId)).toEqual([head.latestAssignmentId]);
  });

  it('asks where the unit is and for its latest, once each, answered or not', async () => {
    const asked: string[] = [];
    let isLimited = false;
    const engine = demoEngine(createMemoryStore(), {
      fetch: (request) => {
        asked.push(request.url);
        if (!isLimited) return demoDevnet(request);
        return Promise.resolve(new Response('', { status: 429, headers: { 'retry-after': '600' } }));
      },
    });
    await runJob(engine, { kind: 'replay', ...place, toNonce: 0 });
    asked.length = 0;
    await engine.readHead(place);
    expect(asked).toEqual([
      expect.stringContaining(`/?process-id=${token.id}`),
      expect.stringContaining(`/${token.id}/latest`),
    ]);
    isLimited = true;
    await expect(engine.readHead(place)).rejects.toMatchObject({
      code: 'rate-limited',
      details: { retryAfterMs: 600_000 },
    });
    expect(asked).toHaveLength(3);
  });
});
