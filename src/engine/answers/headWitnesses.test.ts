import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createDevnet } from '../../devnet/devnet.ts';
import { devnetOrigin } from '../../devnet/hosts.ts';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import type { Fetch } from '../../sources/http.ts';
import type { Network } from '../../sources/network.ts';
import { openSources } from '../networkSources.ts';
import { createExactItems } from '../replay/exactItems.ts';
import { reachHead } from './head.ts';
import { askWitnesses, gatewaySearch } from './headWitnesses.ts';

const publicFolder = new URL('../../../public/', import.meta.url);
const devnet = createDevnet({
  loadAsset: async (name) => new Uint8Array(await readFile(new URL(name, publicFolder))),
});
const [{ id: processId }] = demoProcesses;

// However slow the machine is, nobody's patience ends but where a test says so.
beforeAll(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterAll(() => void vi.useRealTimers());

/** What is said beside the first unit of a network, where so long is waited for it. */
async function statementsOn(network: Network, fetch: Fetch = devnet, waitedMs = 0) {
  const sources = openSources({ fetch }, network);
  const unit = await sources.locate({ processId, scheduler: undefined });
  const process = await unit.fetchProcess(processId);
  const head = await reachHead(() => Promise.resolve(unit), processId, {});
  const exactItems = createExactItems(sources.gateway);
  const settling = askWitnesses({ process, head, sources, exactItems }).settle({});
  await vi.advanceTimersByTimeAsync(waitedMs);
  return { head, statements: await settling };
}

const second = (lie: string) => devnetOrigin('second-scheduler-unit', lie);
const networkOf = (schedulerUnits: readonly string[], gateway = devnetOrigin('gateway')): Network => ({
  ...demoNetwork,
  schedulerUnits,
  gateways: [gateway],
  graphql: [`${gateway}/graphql`],
});

describe('who is asked beside the unit in use', () => {
  it('is the gateways’ index, and not the same unit under its published name', async () => {
    const { head, statements } = await statementsOn(demoNetwork);
    expect(statements).toEqual([
      {
        kind: 'knows',
        source: gatewaySearch,
        nonce: head.latestNonce,
        assignmentId: head.latestAssignmentId,
        proven: false,
      },
    ]);
  });

  it('is another host, which proves what it says later, and so does the index', async () => {
    const lie = 'archived-tail';
    const short = devnetOrigin('scheduler-unit', lie);
    const { head, statements } = await statementsOn(networkOf([short, second(lie)]));
    expect(head.latestNonce).toBe(137);
    const honest = await statementsOn(demoNetwork);
    const later = { nonce: honest.head.latestNonce, assignmentId: honest.head.latestAssignmentId };
    const published = devnetOrigin('scheduler-unit');
    expect(statements).toEqual([
      { kind: 'knows', source: second(lie), ...later, proven: true },
      { kind: 'knows', source: published, ...later, proven: true },
      { kind: 'knows', source: gatewaySearch, ...later, proven: true },
    ]);
  });

  it('proves nothing with what a stranger signed', async () => {
    const stranger = devnetOrigin('scheduler-unit', 'stranger');
    const { statements } = await statementsOn(networkOf([devnetOrigin('scheduler-unit'), stranger]));
    expect(statements[0]).toMatchObject({ kind: 'knows', source: stranger, proven: false });
    const honest = await statementsOn(demoNetwork);
    expect(statements[0]).not.toMatchObject({ assignmentId: honest.head.latestAssignmentId });
  });

  it('proves another assignment for the same nonce', async () => {
    const lie = 'host-equivocation';
    const { head, statements } = await statementsOn(
      networkOf([devnetOrigin('scheduler-unit', lie), second(lie)]),
    );
    expect(statements[0]).toMatchObject({ kind: 'knows', nonce: head.latestNonce, proven: true });
    expect(statements[0]).not.toMatchObject({ assignmentId: head.latestAssignmentId });
  });

  it('may be down, or answer nonsense: then it says nothing', async () => {
    const broken = 'https://broken.test';
    const fetch: Fetch = (request) =>
      request.url.startsWith(broken) || request.url.endsWith('/graphql')
        ? Promise.resolve(new Response('<html>', { status: 403 }))
        : devnet(request);
    const { statements } = await statementsOn(networkOf([devnetOrigin('scheduler-unit'), broken]), fetch);
    expect(statements).toMatchObject([
      { kind: 'silent', source: broken },
      { kind: 'silent', source: expect.stringContaining('Scheduler-Location') },
      { kind: 'silent', source: gatewaySearch },
    ]);
  });

  it('is not waited for without end', async () => {
    const silent = 'https://silent.test';
    const fetch: Fetch = (request) =>
      request.url.startsWith(silent) ? new Promise<Response>(() => undefined) : devnet(request);
    const network = networkOf([devnetOrigin('scheduler-unit'), silent]);
    const { statements } = await statementsOn(network, fetch, 2500);
    expect(statements[0]).toMatchObject({ kind: 'silent', source: silent });
  });

  it('is asked no longer than somebody wants to know', async () => {
    const silent = 'https://silent.test';
    const aborted: string[] = [];
    const fetch: Fetch = (request) => {
      if (!request.url.startsWith(silent)) return devnet(request);
      return new Promise<Response>((_, reject) => {
        request.signal.addEventListener('abort', () => {
          aborted.push(new URL(request.url).origin);
          reject(request.signal.reason as Error);
        });
      });
    };
    const sources = openSources({ fetch }, networkOf([devnetOrigin('scheduler-unit'), silent]));
    const unit = await sources.locate({ processId, scheduler: undefined });
    const process = await unit.fetchProcess(processId);
    const head = await reachHead(() => Promise.resolve(unit), processId, {});
    const exactItems = createExactItems(sources.gateway);
    const witnesses = askWitnesses({ process, head, sources, exactItems });
    witnesses.close();
    const [first] = await witnesses.settle({});
    expect(first).toEqual({ kind: 'silent', source: silent, reason: 'It was not waited for.' });
    expect(aborted).toEqual([silent]);
  });
});
