import { expect, it } from 'vitest';
import { devnetOrigin } from '../../devnet/hosts.ts';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import { balanceQuestion } from '../../protocol/token.ts';
import type { Fetch } from '../../sources/http.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import { demoDevnet, demoEngine, runJob, watchJob } from '../testing/demoEngine.ts';

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

it('tells what a dry-run answered before compute units have said anything, and then what they say', async () => {
  let tell: () => void = () => undefined;
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const fetch: Fetch = async (request) => {
    if (new URL(request.url).origin === devnetOrigin('compute-unit')) await told;
    return demoDevnet(request);
  };
  const { id, wallet } = demoProcesses[0];
  const asking = { kind: 'replay', network: demoNetwork, processId: id } as const;
  const { seen, last } = await watchJob(
    demoEngine(createMemoryStore(), { fetch }),
    { ...asking, dryRun: { ...balanceQuestion(wallet) } },
    { onSnapshot: ({ answer }) => answer?.kind === 'replay' && answer.dryRun !== null && tell() },
  );
  expect(last).toMatchObject({
    state: 'done',
    claims: [{ status: 'agrees' }, { value: expect.any(String) }],
  });
  const first = seen.find(({ answer }) => answer !== null);
  expect(first).toMatchObject({ state: 'running', answer: last.answer, claims: [] });
});

it('says that it waits for its scheduler unit as long as it does', async () => {
  let tell: () => void = () => undefined;
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const fetch: Fetch = async (request) => {
    if (new URL(request.url).pathname.endsWith('/latest')) await told;
    return demoDevnet(request);
  };
  const { last } = await watchJob(
    demoEngine(createMemoryStore(), { fetch }),
    { kind: 'replay', network: demoNetwork, processId: demoProcesses[0].id, toNonce: 2 },
    { onSnapshot: ({ progress }) => progress.phase === 'finding-head' && tell() },
  );
  expect(last.state).toBe('done');
});
