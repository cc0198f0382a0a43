import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import { dockerProfile, withEnvironmentString } from '../../evaluation/profile.ts';
import type { Json } from '../../protocol/evaluationResult.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { ReceiptView } from '../api.ts';
import { answerOf, demoEngine, runJob } from '../testing/demoEngine.ts';
import { canonicalJson } from './canonicalJson.ts';
import { receiptText, signReceipt, verifyReceiptText } from './signedReceipt.ts';
import { makeKeyPair } from './signingKeys.ts';
import type { Receipt } from './statement.ts';

const nonce = 60;
const process = { network: demoNetwork, processId: demoProcesses[0].id };
const asked = { ...process, kind: 'receipt', toNonce: nonce } as const;

/** What anyone with a key can write: the receipt with something changed, signed with that key. */
async function forge(receipt: ReceiptView, change: Partial<Receipt>): Promise<string> {
  const { receipt: said } = await verifyReceiptText(receipt.envelope);
  return receiptText(await signReceipt({ ...said, ...change }, await makeKeyPair()));
}

const check = (receipt: string) =>
  ({ ...process, kind: 'receipt-check', toNonce: nonce, profile: dockerProfile, receipt }) as const;

describe('a receipt', () => {
  const store = createMemoryStore();
  const engine = demoEngine(store);
  let receipt: ReceiptView;
  beforeAll(async () => {
    ({ receipt } = await answerOf(engine, asked));
  });

  it('says what was evaluated, as a replay and the recorded reference say it', async () => {
    const replay = await answerOf(demoEngine(), {
      ...process,
      kind: 'replay',
      toNonce: nonce,
      hashMemory: 'at-end',
    });
    expect(receipt).toMatchObject({
      processId: process.processId,
      nonce,
      memorySha256: replay.memorySha256,
      level: 'evaluated',
      facts: { evaluation: 'holds', 'message-signatures': 'holds', head: 'unknown' },
      signer: { own: true, algorithm: 'Ed25519' },
    });
    const results = JSON.parse(
      await readFile(new URL('../../../public/demo/results.json', import.meta.url), 'utf8'),
    ) as Readonly<Record<string, Json>>;
    const recorded = canonicalJson(results[receipt.assignmentId] ?? null);
    expect(receipt.resultSha256).toBe(createHash('sha256').update(recorded).digest('hex'));
  });

  it('is kept, once, and comes from the saved state the second time', async () => {
    const again = await runJob(engine, asked);
    expect(again.progress).toMatchObject({ resumedFromNonce: nonce, evaluatedCount: 0 });
    const kept = await engine.listReceipts(process.processId);
    expect(kept).toHaveLength(2);
    const contents = kept.map(({ memorySha256, resultSha256 }) => ({ memorySha256, resultSha256 }));
    expect(contents[1]).toEqual(contents[0]);
    for (const { receiptId } of kept.slice(1)) await engine.forgetReceipt(process.processId, receiptId);
    expect(await engine.listReceipts(process.processId)).toHaveLength(1);
  });

  it('is signed with the browser’s key also where the evaluation leaves no trace', async () => {
    const fresh = await answerOf(engine, { ...asked, fromNothing: true });
    expect(fresh.receipt.signer).toEqual(receipt.signer);
    expect(fresh.receipt).toMatchObject({
      memorySha256: receipt.memorySha256,
      resultSha256: receipt.resultSha256,
    });
  });

  it('is the same in another browser, which sees that it is somebody else’s', async () => {
    const other = demoEngine();
    const read = await other.readReceipt(receipt.code);
    expect(read).toEqual({ ...receipt, signer: { ...receipt.signer, own: false } });
    const answer = await answerOf(other, check(read.envelope));
    expect(answer).toMatchObject({ verdict: 'same', level: 'evaluated', nonce });
    expect(answer.fields.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'module same',
      'hash-chain same',
      'assignment same',
      'memory same',
      'memory-size same',
      'result same',
    ]);
    expect(await other.listReceipts(process.processId)).toEqual([]);
    await other.keepReceipt(read.envelope);
    expect(await other.listReceipts(process.processId)).toEqual([read]);
  });

  it.each<readonly [string, Partial<Receipt>, string]>([
    ['memory', { memorySha256: '00'.repeat(32) }, 'memory'],
    ['size of memory', { memoryBytes: 65_536 }, 'memory-size'],
    ['result', { resultSha256: '00'.repeat(32) }, 'result'],
    ['assignment', { assignmentId: demoProcesses[1].id }, 'assignment'],
    ['hash chain', { hashChain: demoProcesses[1].id }, 'hash-chain'],
    ['module', { moduleId: demoProcesses[1].id }, 'module'],
  ])('with a forged %s differs there, and weakens nothing', async (_, change, field) => {
    const forged = await forge(receipt, change);
    const answer = await answerOf(engine, check(forged));
    expect(answer).toMatchObject({ verdict: 'differs', level: 'evaluated' });
    expect(answer.fields.filter(({ status }) => status === 'differs').map(({ name }) => name)).toEqual([
      field,
    ]);
  });

  it('raises nothing: its own word for its evidence is only what it says', async () => {
    const boasting = await forge(receipt, { level: 'evaluated' });
    const broken = { ...demoNetwork, gateways: ['https://gateway.flipped-module-byte.lie.selfsame.invalid'] };
    const snapshot = await runJob(demoEngine(), { ...check(boasting), network: broken });
    expect(snapshot).toMatchObject({ state: 'failed', answer: null, error: { layer: 'verification' } });
  });

  it('is evaluated with the profile that it names', async () => {
    const profile = withEnvironmentString(dockerProfile, '_', '/somewhere/else');
    const own = await answerOf(engine, { ...asked, profile });
    expect(own.receipt.profile).toEqual(profile);
    const answer = await answerOf(demoEngine(), check(own.receipt.envelope));
    expect(answer.verdict).toBe('same');
  });

  it('whose signature does not hold is refused before anything is fetched', async () => {
    const refusing = demoEngine(createMemoryStore(), {
      fetch: () => expect.fail('Nothing may be fetched for such a receipt.'),
    });
    const text = receipt.envelope.replace('"sig":"', '"sig":"AAAA');
    await expect(refusing.readReceipt(text)).rejects.toMatchObject({ code: 'receipt-signature-invalid' });
    expect(await runJob(refusing, check(text))).toMatchObject({
      state: 'failed',
      error: { code: 'receipt-signature-invalid' },
    });
  });

  it('tells a result that is kept no more, too: it is evaluated again', async () => {
    const forgetful = { ...store, loadResults: () => Promise.resolve([]) };
    const again = await answerOf(demoEngine(forgetful), asked);
    expect(again.receipt.resultSha256).toBe(receipt.resultSha256);
  });

  it('may tell no result, which is then not compared', async () => {
    const silent = await forge(receipt, { resultSha256: null });
    const answer = await answerOf(demoEngine(), check(silent));
    expect(answer).toMatchObject({ verdict: 'same' });
    expect(answer.fields.at(-1)).toMatchObject({ name: 'result', status: 'not-told', claimed: null });
  });
});
