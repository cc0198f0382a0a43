import { describe, expect, it } from 'vitest';
import { devnetOrigin, parseDevnetHost } from '../../devnet/hosts.ts';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { SenderFinding, SendersRequest } from '../api.ts';
import { answerOf, demoDevnet, demoEngine, runJob } from '../testing/demoEngine.ts';

const [token, room] = demoProcesses;
const budget = { processes: 2, messages: 5_000, depth: 1 };
const asking = (change: Partial<SendersRequest> = {}): SendersRequest => ({
  kind: 'senders',
  network: demoNetwork,
  processId: token.id,
  nonce: 10_000,
  scope: 'up-to',
  budget,
  ...change,
});

const engine = demoEngine(createMemoryStore());

/** Where the demo's token has messages that name Harbour as their sender; the forged one has an anchor of its own. */
async function pushedTo(processId: string): Promise<readonly { nonce: number; forged: boolean }[]> {
  const pushed: { nonce: number; forged: boolean }[] = [];
  for (let fromNonce = 0; ; fromNonce += 200) {
    const { rows } = await engine.readSchedule({ network: demoNetwork, processId, fromNonce, limit: 200 });
    for (const { nonce, from } of rows) {
      if (!demoProcesses.some(({ id }) => id === from) || nonce === 0) continue;
      const { anchor } = await engine.readMessage({ network: demoNetwork, processId, nonce });
      pushed.push({ nonce, forged: anchor?.endsWith('99') === true });
    }
    if (rows.length < 200) return pushed;
  }
}

const kinds = (findings: readonly SenderFinding[]) => findings.map(({ outcome }) => outcome.kind);

describe('what processes are said to have sent', () => {
  it('was sent by them, but for the one payment that somebody forged', async () => {
    const pushed = await pushedTo(token.id);
    expect(pushed.filter(({ forged }) => forged)).toHaveLength(1);
    expect(pushed.length).toBeGreaterThan(3);
    const last = pushed.at(-1)?.nonce ?? 0;
    const snapshot = await runJob(engine, asking({ nonce: last }));
    expect(snapshot).toMatchObject({ state: 'done', error: null });
    const { answer, facts } = snapshot;
    if (answer?.kind !== 'senders') expect.fail('The answer is of another kind.');
    expect(answer.level).toBe('evaluated');
    expect(answer.evaluated).toMatchObject([{ processId: room.id, name: 'Harbour', level: 'evaluated' }]);
    expect(answer.findings.map(({ nonce, outcome }) => ({ nonce, kind: outcome.kind }))).toEqual(
      pushed.map(({ nonce, forged }) => ({ nonce, kind: forged ? 'not-emitted' : 'emitted' })),
    );
    const fact = facts.find(({ name }) => name === 'senders');
    const forged = pushed.find((each) => each.forged);
    expect(fact).toMatchObject({ status: 'fails', count: pushed.length, nonce: forged?.nonce });
    expect(fact?.actual).toContain('Quantity: 777000000000000');
    expect(fact?.expected).toContain('Quantity: ');
    expect(fact?.expected).not.toContain('777000000000000');
  });

  it('is where it is said to be: the sender’s own result holds it', async () => {
    const [honest] = (await pushedTo(token.id)).filter(({ forged }) => !forged);
    const { findings } = await answerOf(engine, asking({ nonce: honest?.nonce ?? 0, scope: 'one' }));
    const [finding] = findings;
    if (finding?.outcome.kind !== 'emitted') expect.fail('It was sent.');
    const { senderNonce, index } = finding.outcome;
    await runJob(engine, {
      kind: 'replay',
      network: demoNetwork,
      processId: room.id,
      toNonce: senderNonce,
    });
    const { result } = await engine.readMessage({
      network: demoNetwork,
      processId: room.id,
      nonce: senderNonce,
    });
    expect(result?.Messages[index]).toMatchObject({ Target: token.id });
  });

  it('is followed back: the sender of the sender of a payment', async () => {
    const [honest] = (await pushedTo(token.id)).filter(({ forged }) => !forged);
    const { findings, evaluated } = await answerOf(
      engine,
      asking({ nonce: honest?.nonce ?? 0, scope: 'one', budget: { ...budget, depth: 2 } }),
    );
    expect(findings[0]).toMatchObject({ depth: 1, processId: token.id, senderId: room.id });
    const [deeper] = findings.slice(1);
    expect(deeper).toMatchObject({ depth: 2, processId: room.id, senderId: token.id });
    expect(kinds(findings)).toEqual(findings.map(() => 'emitted'));
    expect(evaluated.map(({ processId }) => processId)).toEqual([room.id, token.id]);
  });
});

describe('a sender whose own schedule cannot be checked', () => {
  it('may have emitted anything, so that nothing holds of what it emitted', async () => {
    const fetch: typeof demoDevnet = async (request) => {
      const { url, method } = request;
      const unit = parseDevnetHost(new URL(url).hostname)?.unit;
      const isWithheld = unit === 'gateway' || (unit === 'scheduler-unit' && url.includes(room.id));
      if (!isWithheld) return demoDevnet(request);
      const asked = url.replace(devnetOrigin(unit), devnetOrigin(unit, 'withheld-anchors'));
      const body = method === 'POST' ? await request.text() : null;
      return demoDevnet(new Request(asked, { method, body }));
    };
    const [honest] = (await pushedTo(token.id)).filter(({ forged }) => !forged);
    const snapshot = await runJob(
      demoEngine(createMemoryStore(), { fetch }),
      asking({ nonce: honest?.nonce ?? 0, scope: 'one' }),
    );
    expect(snapshot.answer).toMatchObject({ level: 'claimed', findings: [{ outcome: { kind: 'emitted' } }] });
    const fact = snapshot.facts.find(({ name }) => name === 'senders');
    expect(fact).toMatchObject({ status: 'unknown', nonce: honest?.nonce });
    expect(fact?.reason).toContain('but that one’s evaluation is claimed only.');
  });
});

describe('a budget', () => {
  it('of processes leaves the rest unknown, and says so', async () => {
    const [honest] = (await pushedTo(token.id)).filter(({ forged }) => !forged);
    const { findings } = await answerOf(
      engine,
      asking({ nonce: honest?.nonce ?? 0, scope: 'one', budget: { ...budget, depth: 2, processes: 1 } }),
    );
    expect(kinds(findings)).toEqual(['emitted', ...findings.slice(1).map(() => 'unknown')]);
    expect(findings.at(-1)?.outcome).toMatchObject({
      reason: 'The budget of 1 processes was used up before this one.',
    });
  });

  it('of messages ends the search, and nothing is concluded', async () => {
    const forged = (await pushedTo(token.id)).find((each) => each.forged);
    const snapshot = await runJob(
      engine,
      asking({ nonce: forged?.nonce ?? 0, scope: 'one', budget: { ...budget, messages: 5 } }),
    );
    expect(snapshot).toMatchObject({
      state: 'done',
      answer: { findings: [{ outcome: { kind: 'unknown' } }] },
    });
    const fact = snapshot.facts.find(({ name }) => name === 'senders');
    expect(fact).toMatchObject({ status: 'unknown', nonce: forged?.nonce });
    expect(fact?.reason).toContain(`The budget of messages was used up at nonce 4 of process ${room.id}.`);
  });

  it.each(['processes', 'messages', 'depth'] as const)('takes whole numbers from 1 up: %s', async (name) => {
    for (const wrong of [0, -1, 1.5, Number.NaN]) {
      const snapshot = await runJob(engine, asking({ nonce: 3, budget: { ...budget, [name]: wrong } }));
      expect(snapshot).toMatchObject({
        state: 'failed',
        error: { code: 'invalid-budget', details: { name } },
      });
    }
  });
});

describe('who asks', () => {
  it('is told where a message names no process', async () => {
    const snapshot = await runJob(engine, asking({ nonce: 3, scope: 'one' }));
    expect(snapshot).toMatchObject({ state: 'failed', error: { code: 'no-sending-process' } });
    const none = await answerOf(engine, asking({ nonce: 3 }));
    expect(none).toMatchObject({ findings: [], evaluated: [], level: 'claimed' });
  });

  it('leaves what is saved of the sender as it was', async () => {
    const store = createMemoryStore();
    const own = demoEngine(store);
    const [honest] = (await pushedTo(token.id)).filter(({ forged }) => !forged);
    await answerOf(own, asking({ nonce: honest?.nonce ?? 0, scope: 'one' }));
    const kept = (await store.listProcesses()).find(({ processId }) => processId === room.id);
    expect(kept?.checkpointCount ?? 0).toBe(0);
  });
});
