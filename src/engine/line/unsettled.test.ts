import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SourceError } from '../../base/errors.ts';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import type { ProcessId } from '../../protocol/ids.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { Store } from '../../storage/store.ts';
import type { JobSnapshot } from '../api.ts';
import type { OpenRead } from '../drive/driveEvidence.ts';
import { loadProcess } from '../process/findProcess.ts';
import { demoDevnet, demoEngine, runJob } from '../testing/demoEngine.ts';
import { idleEvaluator } from '../testing/idleEvaluator.ts';
import type { Line } from './line.ts';
import { decodeSavedLedger } from './savedLedger.ts';
import { settleLater } from './unsettled.ts';

const network = { ...demoNetwork, computeUnits: [] };
const processId = demoProcesses[3].id;
const fact = 'message-signatures';

interface Node {
  readonly message: { readonly id: string; readonly data: string } | null;
}

async function entriesOf(store: Store): Promise<readonly Node[]> {
  const texts = await store.loadSchedule(processId, { fromNonce: 0, toNonce: 10_000 });
  return texts.map(({ json }) => JSON.parse(json) as Node);
}

/** Ids of messages that a scheduler unit's text does not settle, so that a gateway is asked for them. */
let open: readonly string[] = [];

/** The demo network; while they are `away`, no gateway tells these items. */
function networkWith(away: () => readonly string[]) {
  return {
    openEvaluator: async () => idleEvaluator,
    isOffline: () => away().length > 0,
    fetch: async (request: Request) => {
      const asked = request.url + (request.method === 'POST' ? await request.clone().text() : '');
      if (away().some((id) => asked.includes(id))) throw new TypeError('It is away.');
      return demoDevnet(request);
    },
  };
}

async function visit(store: Store, away: readonly string[] = []): Promise<JobSnapshot> {
  return runJob(
    demoEngine(
      store,
      networkWith(() => away),
    ),
    { kind: 'replay', network, processId },
  );
}

/** Of a process whose schedule begins with itself. */
const processMessageAnew = () => Promise.reject(new Error('Nothing is made up.'));
const isSpawnedBy = () => Promise.reject(new Error('No timers are set.'));

const statusIn = ({ facts }: JobSnapshot) => facts.find(({ name }) => name === fact);
const levelIn = ({ answer }: JobSnapshot) => answer?.level;

// However slow the machine is, nobody's patience ends: what is looked at is what comes of asking.
beforeAll(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterAll(() => void vi.useRealTimers());

beforeAll(async () => {
  const store = createMemoryStore();
  await visit(store);
  const kept = await store.listDocuments('item', `${processId}/exact/`);
  const ids = (await entriesOf(store)).flatMap(({ message }) => message?.id ?? []);
  open = ids.filter((id) => kept.some((key) => key.endsWith(id)));
});

describe('a signature that no gateway could settle', () => {
  it('is settled by a later visit, and the word for all that was evaluated becomes a better one', async () => {
    expect(open.length).toBeGreaterThan(1);
    const store = createMemoryStore();
    const first = await visit(store, open);
    expect(levelIn(first)).toBe('claimed');
    const [, last = ''] = open;
    const second = await visit(store, [last]);
    expect(levelIn(second)).toBe('claimed');
    expect(statusIn(second)).toMatchObject({
      status: 'unknown',
      itemId: last,
      count: statusIn(first)?.count,
    });
    const third = await visit(store);
    expect(levelIn(third)).toBe('evaluated');
    expect(third.progress).toMatchObject({ resumedFromNonce: third.answer?.nonce, evaluatedCount: 0 });
    expect(statusIn(third)).toMatchObject({ status: 'holds', count: statusIn(first)?.count });
    expect(statusIn(third)).not.toHaveProperty('itemId');
  });

  it('is asked for a few times a visit, where no gateway ever has it', async () => {
    const store = createMemoryStore();
    await visit(store, open);
    const { line, process } = await lineWithTen(store);
    const asked: string[] = [];
    const fetchExact = async (id: string) => {
      asked.push(id);
      return undefined;
    };
    await settleLater(line, { process, store, fetchExact, processMessageAnew, isSpawnedBy }).settle();
    expect(asked).toHaveLength(3);
    expect(line.unsettled).toHaveLength(10);
  });

  it.each([
    ['holds by now', async () => true, { unknown: 1, held: 3 }, 1],
    ['is still unknown', async () => false, { unknown: 2, held: 2 }, 2],
    [
      'cannot be asked for',
      () => Promise.reject(new SourceError('timeout', 'Silence.')),
      { unknown: 2, held: 2 },
      2,
    ],
  ])('is noted of what a process read, too: %s', async (_, answer, counts, left) => {
    const store = createMemoryStore();
    await visit(store);
    const process = await loadProcess(store, processId as ProcessId);
    const read = { dataId: processId, attestationId: null, sha256: '00' };
    const [first, second] = ['first', 'second'].map((reason) => ({
      fact: 'weavedrive-reads',
      notable: { reason },
      ...read,
    }));
    const tally = { name: 'weavedrive-reads', source: 'gateway', held: 2, unknown: 2, failed: 0 };
    const line = {
      tallies: [{ ...tally, notable: first?.notable }],
      unsettled: [first, second],
    } as unknown as Line;
    const asked: string[] = [];
    const settlesRead = async ({ notable }: OpenRead) => {
      asked.push(notable.reason);
      return asked.length === 1 && answer();
    };
    if (process === undefined) throw new Error('the demo network lacks its library');
    const fetchExact = () => Promise.resolve(undefined);
    await settleLater(line, {
      process,
      store,
      fetchExact,
      processMessageAnew,
      isSpawnedBy,
      settlesRead,
    }).settle();
    expect(asked.toSorted()).toEqual(['first', 'second']);
    expect(line.tallies).toMatchObject([counts]);
    expect(line.unsettled).toHaveLength(left);
  });

  it('is waited for no longer than whoever asked waits', async () => {
    const store = createMemoryStore();
    await visit(store, open);
    const { line, process } = await lineWithTen(store);
    const stopping = new AbortController();
    const fetchExact = () => new Promise<undefined>(() => undefined);
    const settling = settleLater(line, {
      ...{ process, store, fetchExact, processMessageAnew, isSpawnedBy },
      signal: stopping.signal,
    }).settle();
    stopping.abort(new Error('Stopped.'));
    await expect(settling).rejects.toThrow('Stopped.');
  });

  it('stays open where another entry is kept in the place of what was evaluated', async () => {
    const store = createMemoryStore();
    await visit(store, open);
    const entries = await entriesOf(store);
    const changed = entries.map((node, nonce) =>
      node.message === null || !open.includes(node.message.id)
        ? { nonce, json: JSON.stringify(node) }
        : { nonce, json: JSON.stringify({ ...node, message: { ...node.message, data: 'Another.' } }) },
    );
    await store.saveSchedule(processId, changed);
    expect(levelIn(await visit(store))).toBe('claimed');
  });
});

/** Of what is kept, a line of which the same is open ten times. */
async function lineWithTen(store: Store) {
  const [kept] = (await store.listProcesses())[0]?.lines ?? [];
  const process = await loadProcess(store, processId as ProcessId);
  const [first] = decodeSavedLedger(kept?.ledgerJson ?? '{}').unsettled ?? [];
  if (first === undefined || process === undefined) throw new Error('nothing is open');
  const line = { tallies: [], unsettled: Array.from({ length: 10 }, () => ({ ...first })) };
  return { line: line as unknown as Line, process };
}
