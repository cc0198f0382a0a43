import { expect, it } from 'vitest';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import type { Fetch } from '../../sources/http.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import { demoDevnet, demoEngine, runJob } from '../testing/demoEngine.ts';

it('asks compute units by assignment, for a message that is scheduled twice has two results', async () => {
  const asked: string[] = [];
  const fetch: Fetch = (request) => {
    const [, route, id = ''] = new URL(request.url).pathname.split('/');
    if (route === 'result') asked.push(id);
    return demoDevnet(request);
  };
  const engine = demoEngine(createMemoryStore(), { fetch });
  const process = { network: demoNetwork, processId: demoProcesses[0].id };
  const snapshot = await runJob(engine, { ...process, kind: 'replay', toNonce: 7 });
  expect(snapshot).toMatchObject({ state: 'done', claims: [{ status: 'agrees' }] });
  const { assignmentId, messageId } = await engine.readMessage({ ...process, nonce: 7 });
  expect(assignmentId).not.toBe(messageId);
  expect(asked).toEqual([assignmentId]);
});
