import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TransactionJson } from '../../src/devnet/archiveIndex.ts';
import { demoProcesses } from '../../src/devnet/processes.ts';
import { findTag } from '../../src/protocol/tags.ts';
import { type DemoNetwork, playDemoNetwork } from './demoNetwork.ts';
import { openDemoSources, publicFolder } from './demoSources.ts';
import { encodeDemoNetwork } from './encodeDemoNetwork.ts';
import { deepHash, itemSignatureHolds, rsaSignatureHolds, sha256Base64url } from './independent.ts';
import type { RecordedResults } from './recordedResults.ts';

/** Change these together with scripts/demo, after `scripts/record-demo.ts`; ids in links and tests change with them. */
const digests = {
  'demo/items.bundle': '4d4fa3297f89c1d1565cfa8a0461becc6bc7f07d0325bece1bffba04981dd72c',
  'demo/lies.bundle': '8120d5d38dac4bae09da55a478f319f90983b5444b9697542f8afc6d5368f9b0',
  'demo/index.json': '67d538563b5d0a604be2d7790ceeb749c02345d02d297e5a0441b4ec6b987818',
  'demo/results.json': 'fcedf843561cdc10a82880b656a01c3ae14e163fa4bb4308b005ad35368e94c5',
};

let network: DemoNetwork;
let recorded: RecordedResults;

beforeAll(async () => {
  const sources = await openDemoSources();
  recorded = sources.recorded;
  network = await playDemoNetwork(sources);
});

describe('the demo network', () => {
  it('tells no item twice, for a scheduler unit takes none twice (legacynet.md §1.5)', () => {
    for (const { schedule } of network.stages) {
      const ids = schedule.entries.map(({ message }) => message.id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('is the same bytes in every build', async () => {
    for (const [name, bytes] of encodeDemoNetwork(network, recorded)) {
      const digest = createHash('sha256').update(bytes).digest('hex');
      expect({ [name]: digest }).toEqual({ [name]: digests[name as keyof typeof digests] });
      expect(
        createHash('sha256')
          .update(await readFile(publicFolder + name))
          .digest('hex'),
      ).toBe(digest);
    }
  });

  it('has the processes that the app offers', () => {
    expect(
      network.stages.map(({ schedule: { process } }) => [process.id, findTag(process.tags, 'Name')]),
    ).toEqual(demoProcesses.map(({ id, name }) => [id, name]));
  });

  it('is signed throughout, by the judgement of other code', () => {
    const lying = network.signedLies.flatMap(({ assignment, message }) => [
      assignment,
      message ?? assignment,
    ]);
    const items = [
      ...entries().flatMap(({ message, assignment }) => [message, assignment]),
      ...network.loose,
      ...lying,
    ];
    const modules = network.modules.filter(({ transaction }) => transaction === undefined);
    const unsound = [...items, ...modules].filter(
      ({ id, item }) => !itemSignatureHolds(item) || id !== sha256Base64url(item.signature),
    );
    expect(items.length).toBeGreaterThan(1000);
    expect(unsound).toEqual([]);
  });

  it('has one module on layer 1, signed as a transaction', () => {
    const [module, ...others] = network.modules.filter(({ transaction }) => transaction !== undefined);
    expect(others).toEqual([]);
    const transaction = module?.transaction;
    if (module === undefined || transaction === undefined) throw new Error('There is none.');
    expect(transactionSignatureHolds(transaction)).toBe(true);
    expect(transaction.data_size).toBe(String(module.item.data.length));
  });

  it('has transactions of layer 1 for lies to assign, signed, with the data that their signatures cover', () => {
    const { transactions, signedLies, stages } = network;
    expect(transactions).toHaveLength(2);
    for (const transaction of transactions) {
      expect(transactionSignatureHolds(transaction)).toBe(true);
      const data = bytes(transaction.data);
      expect(transaction.data_size).toBe(String(data.length));
      // Of data that fits one chunk the root is its only leaf: hashes of the data's hash, and of where it ends.
      const end = Buffer.alloc(32);
      end.writeUInt32BE(data.length, 28);
      const leaf = [bytes(sha256Base64url(bytes(sha256Base64url(data)))), bytes(sha256Base64url(end))];
      expect(transaction.data_root).toBe(sha256Base64url(...leaf));
    }
    const assignment = signedLies.find(({ name }) => name === 'assigned-transaction')?.assignment;
    expect(findTag(assignment?.tags ?? [], 'Message')).toBe(transactions[0]?.id);
    expect(findTag(assignment?.tags ?? [], 'Nonce')).toBe(String(stages[3]?.schedule.entries.length));
  });

  it('chains the assignments of every process from its own id', () => {
    for (const { schedule } of network.stages) {
      let expected = sha256Base64url(bytes(schedule.process.id));
      let previousMs = 0;
      for (const [place, { assignment, message }] of schedule.entries.entries()) {
        const tag = (name: string) => findTag(assignment.tags, name);
        expect(tag('Nonce')).toBe(String(place));
        expect(tag('Process')).toBe(schedule.process.id);
        expect(tag('Message')).toBe(place === 0 ? undefined : message.id);
        expect(tag('Hash-Chain')).toBe(expected);
        expect(Number(tag('Timestamp'))).toBeGreaterThanOrEqual(previousMs);
        expect(sha256Base64url(assignment.item.owner)).toBe(findTag(schedule.process.tags, 'Scheduler'));
        expected = sha256Base64url(bytes(assignment.id), bytes(expected));
        previousMs = Number(tag('Timestamp'));
      }
    }
  });

  it('was recorded whole, and its token kept the books that we kept beside it', () => {
    const token = network.token;
    expect(Object.keys(recorded).sort()).toEqual(
      entries()
        .map(({ assignment }) => assignment.id)
        .sort(),
    );
    const asked = token.schedule.entries.filter(
      ({ message }) => findTag(message.tags, 'Action') === 'Balances',
    );
    expect(asked.length).toBeGreaterThan(2);
    for (const { assignment, nonce } of asked) {
      const answer = recorded[assignment.id]?.Messages[0]?.Data ?? '';
      const books = new Map<string, string>();
      for (const change of token.ledger.changes)
        if (change.nonce <= nonce) books.set(change.account, change.balance);
      expect(JSON.parse(answer)).toEqual(Object.fromEntries(books));
    }
  });

  it('moves tokens for what a process really sent, and for nothing that was forged', () => {
    const pushed = network.token.schedule.entries.filter(
      ({ message }) => findTag(message.tags, 'From-Process') !== undefined,
    );
    const notices = pushed.map(({ assignment }) => recorded[assignment.id]?.Messages.length);
    expect(notices).toEqual(pushed.map(({ message }) => (message.signer.name === 'messenger' ? 2 : 0)));
    expect(notices).toContain(0);
    expect(notices).toContain(2);
  });
});

function bytes(text: string): Buffer {
  return Buffer.from(text, 'base64url');
}

function transactionSignatureHolds(transaction: TransactionJson): boolean {
  const signed = deepHash([
    Buffer.from('2'),
    bytes(transaction.owner),
    bytes(transaction.target),
    Buffer.from(transaction.quantity),
    Buffer.from(transaction.reward),
    bytes(transaction.last_tx),
    transaction.tags.map(({ name, value }) => [bytes(name), bytes(value)]),
    Buffer.from(transaction.data_size),
    bytes(transaction.data_root),
  ]);
  const signature = bytes(transaction.signature);
  return (
    transaction.id === sha256Base64url(signature) &&
    rsaSignatureHolds(bytes(transaction.owner), signed, signature)
  );
}

function entries() {
  return network.stages.flatMap(({ schedule }) => schedule.entries);
}
