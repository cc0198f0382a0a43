import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createComputeUnit, decodeEvaluationResult } from './computeUnit.ts';
import { FakeNetwork, json } from './testing/fakeNetwork.ts';

const base = 'https://cu.example';

describe('a compute unit’s result', () => {
  it('keeps the reference’s keys in the reference’s order', () => {
    const answer = {
      Error: 'e',
      GasUsed: 0,
      Spawns: [],
      Output: { data: '1' },
      Messages: [{ Tags: [] }],
      Assignments: [],
      Patches: [],
    };
    expect(JSON.stringify(decodeEvaluationResult(answer, base))).toBe(
      '{"Messages":[{"Tags":[]}],"Assignments":[],"Spawns":[],"Output":{"data":"1"},"GasUsed":0,"Error":"e"}',
    );
    expect(JSON.stringify(decodeEvaluationResult({ Messages: {}, Output: '' }, base))).toBe(
      '{"Messages":[],"Assignments":[],"Spawns":[],"Output":""}',
    );
  });

  it.each([
    ['a text', 'ok'],
    ['a list', []],
    ['null', null],
    ['Messages that are text', { Messages: 'none' }],
    ['Spawns with members', { Spawns: { a: 1 } }],
    ['GasUsed that is text', { GasUsed: 'much' }],
  ])('that is %s is refused', (_, answer) => {
    expect(() => decodeEvaluationResult(answer, base)).toThrowError(
      expect.objectContaining({ layer: 'protocol', code: 'unexpected-json' }) as Error,
    );
  });

  it('that is an error of the unit is not taken for one of the process', async () => {
    expect(() => decodeEvaluationResult({ error: 'no such process' }, base)).toThrowError(
      expect.objectContaining({ layer: 'source', code: 'refused' }) as Error,
    );
    const busy = new FakeNetwork(() => json({ message: 'Evaluation is in progress.' }, { status: 202 }));
    await expect(createComputeUnit(busy.http, base).fetchResult('p', 'm')).rejects.toMatchObject({
      code: 'busy',
    });
  });

  it('is asked for where the reference answers it', async () => {
    const network = new FakeNetwork(async (request, url) =>
      url.pathname === '/dry-run' ? json({ Output: await request.text() }) : json({ Output: url.pathname }),
    );
    const unit = createComputeUnit(network.http, base);
    expect((await unit.fetchResult('p', 'm')).Output).toBe('/result/m');
    const dryRun = await unit.fetchDryRun({
      processId: 'p',
      message: { Owner: 'o', Tags: [] },
      toMessageId: 'm',
    });
    expect(dryRun.Output).toBe('{"Owner":"o","Tags":[]}');
    expect(network.asked).toEqual([`${base}/result/m?process-id=p`, `${base}/dry-run?process-id=p&to=m`]);
  });
});

describe('a compute unit’s memory', () => {
  const asked = { processId: 'p', toMs: 5, maximumBytes: 1000 };
  const pieces = [Uint8Array.of(1, 2), Uint8Array.of(3)];
  const memorySha256 = createHash('sha256')
    .update(Uint8Array.of(1, 2, 3))
    .digest('hex');
  const piecewise = (headers: Readonly<Record<string, string>> = {}) => {
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece);
        controller.close();
      },
    });
    return new Response(body, { headers });
  };

  it('is hashed as it arrives, and comes with its coordinates', async () => {
    const headers = { 'last-timestamp': '1700000000000', 'last-ordinate': '12', 'last-block-height': 'x' };
    const network = new FakeNetwork(() => piecewise(headers));
    expect(await createComputeUnit(network.http, base).hashState(asked)).toEqual({
      memorySha256,
      memoryBytes: 3,
      timestampMs: 1_700_000_000_000,
      nonce: 12,
      blockHeight: null,
    });
    expect(network.asked).toEqual([`${base}/state/p?to=5`]);
  });

  it('is hashed from its beginning where an attempt broke off', async () => {
    let attempts = 0;
    const network = new FakeNetwork(() => {
      attempts += 1;
      return attempts === 1
        ? new Response(Uint8Array.of(9, 9), { headers: { 'content-length': '3' } })
        : piecewise();
    });
    const state = await createComputeUnit(network.http, base).hashState(asked);
    expect({ attempts, ...state }).toMatchObject({ attempts: 2, memorySha256, memoryBytes: 3 });
  });

  it('that is longer than was to be read has no hash, and says where it stands', async () => {
    const network = new FakeNetwork(
      () => new Response(new Uint8Array(1001), { headers: { 'last-ordinate': '12' } }),
    );
    expect(await createComputeUnit(network.http, base).hashState(asked)).toMatchObject({
      memorySha256: null,
      nonce: 12,
    });
  });

  it.each([
    [
      'that is refused with more words than were to be read',
      'http-status',
      () => new Response(new Uint8Array(1001), { status: 400 }),
    ],
    ['of before', 'state-passed', () => json({ error: 'too early' }, { status: 425 })],
    ['that is not offered', 'not-found', () => new Response('no such route', { status: 404 })],
  ])('%s is none', async (_, code, answer) => {
    const network = new FakeNetwork(answer);
    await expect(createComputeUnit(network.http, base).hashState(asked)).rejects.toMatchObject({
      layer: 'source',
      code,
    });
  });
});
