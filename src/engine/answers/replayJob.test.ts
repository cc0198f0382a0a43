import { expect, it } from 'vitest';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import { demoEngine, runJob } from '../testing/demoEngine.ts';

it('asks compute units by assignment, for a message that was scheduled twice has two results', async () => {
  const engine = demoEngine(createMemoryStore());
  const process = { network: demoNetwork, processId: demoProcesses[0].id };
  const { rows } = await engine.readSchedule({ ...process, fromNonce: 0, limit: 200 });
  const again = rows.find((row) =>
    rows.some((each) => each.messageId === row.messageId && each.nonce < row.nonce),
  );
  if (again === undefined) expect.fail('The demo should schedule a message twice.');
  const snapshot = await runJob(engine, { ...process, kind: 'replay', toNonce: again.nonce });
  expect(snapshot).toMatchObject({ state: 'done', claims: [{ status: 'agrees' }] });
});
