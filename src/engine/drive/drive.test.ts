import { generateKeyPairSync } from 'node:crypto';
import Arweave from 'arweave';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeBase64url } from '../../base/base64url.ts';
import { type Bytes, encodeUtf8 } from '../../base/bytes.ts';
import { SourceError } from '../../base/errors.ts';
import type { GatewayTransaction } from '../../protocol/gatewayJson.ts';
import type { ItemId } from '../../protocol/ids.ts';
import type { AoModule } from '../../protocol/module.ts';
import type { AoProcess } from '../../protocol/process.ts';
import type { Tags } from '../../protocol/tags.ts';
import type { Gateway } from '../../sources/gateway.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import type { Store } from '../../storage/store.ts';
import { tellItem } from '../../verification/testing/schedulerText.ts';
import { signItem, testKey } from '../../verification/testing/signing.ts';
import { createDrive, hasDrive } from './drive.ts';
import type { OpenRead } from './driveEvidence.ts';
import { createDriveReads } from './driveReads.ts';

// Arweave's own library is the judge of transactions.
const arweave = Arweave.init({});
const processId = 'P'.repeat(43);
const key = testKey(7);
const content = encodeUtf8('what was written to Arweave');

async function publish(data: Bytes, tags: Tags, by = key) {
  const item = await signItem(by, { tags, data, anchor: new Uint8Array(0) });
  const told = tellItem(item, 'message');
  const metadata: GatewayTransaction = {
    id: told.id as ItemId,
    signature: told.signature,
    anchor: '',
    recipient: '',
    ownerKey: encodeBase64url(item.owner),
    ownerAddress: told.owner.address,
    tags,
    dataBytes: data.length,
    blockHeight: 10,
    bundledIn: null,
  };
  return { metadata, data };
}

type Published = Awaited<ReturnType<typeof publish>>;

const missing = (id: string) => new SourceError('not-found', `${id} is not there.`);

/** A gateway that knows these items, and a few of its own. */
function gatewayOf(items: readonly Published[], change: Partial<Gateway> = {}): Gateway {
  const find = (id: string) => items.find(({ metadata }) => metadata.id === id);
  const asked = () => Promise.reject(new Error('This should not have been asked.'));
  return {
    fetchTransactionMeta: async (ids) =>
      new Map(ids.flatMap((id) => [find(id)].flatMap((found) => (found ? [[id, found.metadata]] : [])))),
    fetchByOwner: async ({ owner }) =>
      items.map(({ metadata }) => metadata).filter(({ ownerAddress }) => ownerAddress === owner),
    fetchRaw: async (id) => {
      const found = find(id);
      if (found === undefined) throw missing(id);
      return found.data;
    },
    fetchData: async ({ id }) => {
      const found = find(id);
      if (found === undefined) throw missing(id);
      return found.data;
    },
    fetchTransaction: async (id) => {
      throw missing(id);
    },
    fetchTransactionText: async (id) => {
      throw missing(id);
    },
    fetchBlockText: async (height) => `\uFEFF{"height":${height}}`,
    fetchAssignments: asked,
    fetchByTags: asked,
    fetchBlocks: asked,
    ...change,
  };
}

const unreachable = () => Promise.reject(new SourceError('unreachable', 'Nobody answers.'));
const nobody = gatewayOf([], {
  fetchTransactionMeta: unreachable,
  fetchByOwner: unreachable,
  fetchRaw: unreachable,
  fetchData: unreachable,
  fetchTransaction: unreachable,
  fetchTransactionText: unreachable,
  fetchBlockText: unreachable,
});

describe('what a process reads through WeaveDrive', () => {
  let item: Published;
  let attestation: Published;
  beforeAll(async () => {
    item = await publish(content, [{ name: 'Content-Type', value: 'text/plain' }]);
    const message = { name: 'Message', value: item.metadata.id };
    attestation = await publish(new Uint8Array(0), [
      { name: 'Data-Protocol', value: 'ao' },
      { name: 'Type', value: 'Attestation' },
      message,
    ]);
  });

  function open(gateway: Gateway, store: Store = createMemoryStore()) {
    const tags = [
      { name: 'Extension', value: 'WeaveDrive' },
      { name: 'Attestor', value: attestation.metadata.ownerAddress },
    ];
    const process = { id: processId, tags } as unknown as AoProcess;
    return createDrive({ process, module: { tags: [] } as unknown as AoModule, gateway, store });
  }
  const dataRequest = () => ({ kind: 'data', id: item.metadata.id, blockHeight: 10 }) as const;

  it('is checked against its id, with the attestation that admits it', async () => {
    const drive = open(gatewayOf([item, attestation]));
    expect(await drive.door(dataRequest())).toEqual({ kind: 'size', byteCount: content.length });
    expect(await drive.door({ kind: 'bytes', id: item.metadata.id, start: 5, end: 8 })).toEqual({
      kind: 'bytes',
      bytes: content.slice(5, 8),
    });
    const tally = { name: 'weavedrive-reads', source: 'gateway', held: 1, unknown: 0, failed: 0 };
    expect(drive.takeReads().tallies).toEqual([tally]);
    await drive.door(dataRequest());
    expect(drive.takeReads().tallies).toEqual([]);
  });

  it('is kept: the same process reads it again when no gateway answers', async () => {
    const store = createMemoryStore();
    const first = open(gatewayOf([item, attestation]), store);
    const requests = [dataRequest(), { kind: 'block', height: '7' }] as const;
    const answers = [await first.door(requests[0]), await first.door(requests[1])];
    expect(answers[1]).toEqual({ kind: 'text', text: '{"height":7}' });
    const later = open(nobody, store);
    expect([await later.door(requests[0]), await later.door(requests[1])]).toEqual(answers);
    expect(later.takeReads().tallies).toMatchObject([
      { source: 'this browser', held: 1 },
      { source: 'this browser', unknown: 1 },
    ]);
    await store.deleteProcess(processId);
    await expect(open(nobody, store).door(requests[1])).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('stops the evaluation where its bytes are not what was signed', async () => {
    const bytes = content.slice();
    bytes[3] = (bytes[3] ?? 0) ^ 1;
    const drive = open(gatewayOf([{ ...item, data: bytes }, attestation]));
    await expect(drive.door(dataRequest())).rejects.toMatchObject({
      layer: 'verification',
      code: 'signature-invalid',
      details: { fact: 'weavedrive-reads' },
    });
  });

  it('stops the evaluation where the attestation is not what was signed', async () => {
    const metadata = {
      ...attestation.metadata,
      tags: [...attestation.metadata.tags, { name: 'a', value: 'b' }],
    };
    const drive = open(gatewayOf([item, { ...attestation, metadata }]));
    await expect(drive.door(dataRequest())).rejects.toMatchObject({ code: 'signature-invalid' });
  });

  it('stops the evaluation where what an index calls the attestation was signed as something else', async () => {
    const other = await publish(encodeUtf8('hello'), [{ name: 'Action', value: 'Hello' }]);
    const gateway = gatewayOf([item, other]);
    const asAttestation = { ...other.metadata, tags: attestation.metadata.tags };
    const store = createMemoryStore();
    const drive = open({ ...gateway, fetchByOwner: async () => [asAttestation] }, store);
    await expect(drive.door(dataRequest())).rejects.toMatchObject({
      layer: 'verification',
      code: 'attestation-differs',
      details: { fact: 'weavedrive-reads', itemId: other.metadata.id },
    });
    expect(await store.listProcesses()).toEqual([]);
  });

  it.each(['nothing', 'another item of the attestor', 'an attestation of a stranger'])(
    'is admitted anew where what is kept, as it may come in a file, has %s for an attestation',
    async (name) => {
      const hello = await publish(encodeUtf8('hello'), [{ name: 'Action', value: 'Hello' }]);
      const foreign = await publish(new Uint8Array(0), attestation.metadata.tags, testKey(8));
      const said = name === 'nothing' ? null : name.startsWith('another') ? hello : foreign;
      const store = createMemoryStore();
      await open(gatewayOf([item, attestation]), store).door(dataRequest());
      const path = `${processId}/data/${item.metadata.id}`;
      const kept = await store.loadDocument('item', path);
      if (kept === undefined) throw new RangeError('Nothing is kept.');
      const fields = JSON.parse(kept.json) as Record<string, unknown>;
      const json = JSON.stringify({ ...fields, attestation: said?.metadata.id ?? null });
      await store.saveDocument('item', path, { ...kept, json });
      if (said !== null) {
        const text = JSON.stringify({ ...said, data: encodeBase64url(said.data) });
        await createDriveReads(processId, store).saveText(`/attestation/${said.metadata.id}`, text);
      }

      const others = [item, hello, foreign];
      const offline = open(nobody, store);
      const answer = await offline.door(dataRequest()).catch((error: unknown) => error);
      if (said === null) expect(answer).toMatchObject({ code: 'unreachable' });
      else expect(offline.takeReads()).toMatchObject({ tallies: [{ held: 1 }, { held: 0, unknown: 1 }] });
      expect(await open(gatewayOf(others), store).door(dataRequest())).toMatchObject({ kind: 'refused' });
      const attested = open(gatewayOf([...others, attestation]), store);
      expect(await attested.door(dataRequest())).toMatchObject({ kind: 'size' });
      expect(attested.takeReads()).toMatchObject({ tallies: [{ held: 1, unknown: 0 }], open: [] });
      expect(await store.loadDocument('item', path)).toEqual(kept);
    },
  );

  it.each(['data', 'attestation'])(
    'is fetched again where a faulty disk has changed the kept %s',
    async (name) => {
      const store = createMemoryStore();
      const gateway = gatewayOf([item, attestation]);
      await open(gateway, store).door(dataRequest());
      const { id } = (name === 'data' ? item : attestation).metadata;
      const key = `${processId}/${name}/${id}`;
      const kept = await store.loadDocument('item', key);
      if (kept === undefined) throw new RangeError(`Nothing is kept as ${key}.`);
      const bytes = kept.bytes && Uint8Array.from(kept.bytes, (byte) => byte ^ 1);
      const json = bytes === null ? kept.json.replace('Attestation', 'Attestatiom') : kept.json;
      await store.saveDocument('item', key, { json, bytes });
      const later = open(gateway, store);
      await later.door(dataRequest());
      expect(await later.door({ kind: 'bytes', id: item.metadata.id, start: 0, end: 100 })).toEqual({
        kind: 'bytes',
        bytes: content,
      });
      expect(later.takeReads().tallies).toMatchObject([{ held: 1, unknown: 0 }]);
      expect(await store.loadDocument('item', key)).toEqual(kept);
    },
  );

  it('is settled later where no index told how it was signed, of the bytes that were given only', async () => {
    const store = createMemoryStore();
    const gateway = gatewayOf([item, attestation]);
    const unindexed = { ...gateway, fetchTransactionMeta: async () => new Map() };
    const first = open(unindexed, store);
    await first.door(dataRequest());
    const { tallies, open: reads } = first.takeReads();
    expect(tallies).toMatchObject([{ held: 0, unknown: 1 }, { unknown: 1 }]);
    expect(reads.map(({ attestationId }) => attestationId)).toEqual([null, attestation.metadata.id]);
    const [ofData, ofAttestation] = reads;
    if (ofData === undefined || ofAttestation === undefined) throw new Error('Nothing is open.');
    expect(first.takeReads()).toEqual({ tallies: [], open: [] });

    const settles = (read: OpenRead, by: Gateway) => open(by, store).settles(read);
    expect([await settles(ofData, unindexed), await settles(ofAttestation, unindexed)]).toEqual([
      false,
      false,
    ]);
    expect(await settles({ ...ofData, sha256: '00' }, gateway)).toBe(false);
    expect([await settles(ofData, gateway), await settles(ofAttestation, gateway)]).toEqual([true, true]);
    const later = open(nobody, store);
    await later.door(dataRequest());
    expect(later.takeReads()).toMatchObject({ tallies: [{ held: 1, unknown: 0 }], open: [] });
  });

  it('fails later where what was given turns out not to be what was signed', async () => {
    const store = createMemoryStore();
    const bytes = content.slice();
    bytes[3] = (bytes[3] ?? 0) ^ 1;
    const gateway = gatewayOf([{ ...item, data: bytes }, attestation]);
    const first = open({ ...gateway, fetchTransactionMeta: async () => new Map() }, store);
    await first.door(dataRequest());
    const [ofData] = first.takeReads().open;
    if (ofData === undefined) throw new Error('Nothing is open.');
    await expect(open(gateway, store).settles(ofData)).rejects.toMatchObject({ code: 'signature-invalid' });
  });

  it.each(['another text', 'a text without its hash'])(
    'of a block is asked for again where %s is kept',
    async (name) => {
      const store = createMemoryStore();
      await open(gatewayOf([]), store).door({ kind: 'block', height: '7' });
      const path = `${processId}/block/7`;
      const kept = await store.loadDocument('block', path);
      const fields = JSON.parse(kept?.json ?? '{}') as { text: string; sha256: string };
      const spoilt = name === 'another text' ? { ...fields, text: '{"height":8}' } : { text: fields.text };
      await store.saveDocument('block', path, { json: JSON.stringify(spoilt), bytes: null });
      const answer = await open(gatewayOf([]), store).door({ kind: 'block', height: '7' });
      expect(answer).toEqual({ kind: 'text', text: '{"height":7}' });
      expect(await store.loadDocument('block', path)).toEqual(kept);
    },
  );

  it('is settled later where an index knew its attestation without the signature', async () => {
    const store = createMemoryStore();
    const unsigned = { ...attestation, metadata: { ...attestation.metadata, signature: null } };
    const first = open(gatewayOf([item, unsigned]), store);
    await first.door(dataRequest());
    const [ofAttestation] = first.takeReads().open;
    if (ofAttestation === undefined) throw new Error('Nothing is open.');
    expect(ofAttestation.attestationId).toBe(attestation.metadata.id);
    expect(await open(gatewayOf([item, unsigned]), store).settles(ofAttestation)).toBe(false);
    expect(await open(gatewayOf([item, attestation]), store).settles(ofAttestation)).toBe(true);
    expect(await open(nobody, store).settles(ofAttestation)).toBe(true);
  });

  it('waits for no gateway that cannot show the attestation just now, and asks it once a visit', async () => {
    const spoken = await publish(encodeUtf8('spoken'), attestation.metadata.tags);
    const gateway = gatewayOf([item, spoken]);
    const asked: string[] = [];
    const fetchData: Gateway['fetchData'] = (about) => {
      asked.push(about.id);
      return about.id === spoken.metadata.id ? unreachable() : gateway.fetchData(about);
    };
    const store = createMemoryStore();
    const drive = open({ ...gateway, fetchData }, store);
    expect(await drive.door(dataRequest())).toMatchObject({ kind: 'size' });
    expect(drive.takeReads()).toMatchObject({
      tallies: [{ held: 1 }, { unknown: 1 }],
      open: [{ attestationId: spoken.metadata.id }],
    });
    expect(await drive.door(dataRequest())).toMatchObject({ kind: 'size' });
    expect(drive.takeReads()).toEqual({ tallies: [], open: [] });
    expect(asked).toEqual([item.metadata.id, spoken.metadata.id]);
  });

  it('is given anew where a faulty disk has changed what nobody showed the signature of', async () => {
    const store = createMemoryStore();
    const gateway = { ...gatewayOf([item, attestation]), fetchTransactionMeta: async () => new Map() };
    await open(gateway, store).door(dataRequest());
    const path = `${processId}/data/${item.metadata.id}`;
    const kept = await store.loadDocument('item', path);
    await store.saveDocument('item', path, { json: kept?.json ?? '', bytes: encodeUtf8('changed') });
    const drive = open(gateway, store);
    expect(await drive.door(dataRequest())).toEqual({ kind: 'size', byteCount: content.length });
  });

  it('is checked by a transaction of layer 1, as its attestation is, also where no gateway answers later', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 4096, publicExponent: 65537 });
    const jwk = privateKey.export({ format: 'jwk' }) as Parameters<typeof arweave.wallets.jwkToAddress>[0];
    const ownerAddress = await arweave.wallets.jwkToAddress(jwk);
    const send = async (data: Bytes, tags: Tags) => {
      const last_tx = encodeBase64url(new Uint8Array(48));
      const transaction = await arweave.createTransaction({ data, last_tx, reward: '1', quantity: '0' }, jwk);
      for (const { name, value } of tags) transaction.addTag(name, value);
      await arweave.transactions.sign(transaction, jwk);
      const { id, signature, owner: ownerKey } = transaction;
      const who = { id: id as ItemId, signature, ownerKey, ownerAddress };
      const where = { anchor: '', recipient: '', blockHeight: 10, bundledIn: null };
      const text = JSON.stringify({ ...transaction.toJSON(), data: '' });
      return { metadata: { ...who, ...where, tags, dataBytes: data.length }, data, text };
    };
    const read = await send(content, []);
    const attested = await send(encodeUtf8('yes'), [
      { name: 'Data-Protocol', value: 'ao' },
      { name: 'Type', value: 'Attestation' },
      { name: 'Message', value: read.metadata.id },
    ]);
    const texts = new Map([read, attested].map(({ metadata, text }) => [metadata.id as string, text]));
    const fetchTransactionText: Gateway['fetchTransactionText'] = async (id) => {
      const found = texts.get(id);
      if (found === undefined) throw missing(id);
      return found;
    };
    const store = createMemoryStore();
    const tags = [
      { name: 'Extension', value: 'WeaveDrive' },
      { name: 'Attestor', value: ownerAddress },
    ];
    const process = { id: processId, tags } as unknown as AoProcess;
    const module = { tags: [] } as unknown as AoModule;
    const visit = async (gateway: Gateway) => {
      const drive = createDrive({ process, module, gateway, store });
      await drive.door({ kind: 'data', id: read.metadata.id, blockHeight: 10 });
      return drive.takeReads();
    };
    const holds = { tallies: [{ held: 1, unknown: 0 }], open: [] };
    expect(await visit(gatewayOf([read, attested], { fetchTransactionText }))).toMatchObject(holds);
    expect(await visit(nobody)).toMatchObject(holds);
  });

  it('is checked each time that it is read from what is kept', async () => {
    const store = createMemoryStore();
    const other = await publish(encodeUtf8('another'), []);
    const drive = open(gatewayOf([item, attestation, other]), store);
    await drive.door(dataRequest());
    const ids = [item, other].map(({ metadata }) => metadata.id);
    for (const id of ids) await drive.door({ kind: 'bytes', id, start: 0, end: 1 });
    const key = `${processId}/data/${item.metadata.id}`;
    const kept = await store.loadDocument('item', key);
    await store.saveDocument('item', key, { json: kept?.json ?? '', bytes: new Uint8Array(content.length) });
    const bytes = await drive.door({ kind: 'bytes', id: item.metadata.id, start: 0, end: 100 });
    expect(bytes).toEqual({ kind: 'bytes', bytes: content });
  });

  it('is checked where it is fetched a second time, as after the process was deleted meanwhile', async () => {
    const store = createMemoryStore();
    const other = await publish(encodeUtf8('another'), []);
    let served = content;
    const gateway = gatewayOf([item, attestation, other]);
    const fetchData: Gateway['fetchData'] = async (about) =>
      about.id === item.metadata.id ? served : gateway.fetchData(about);
    const drive = open({ ...gateway, fetchData }, store);
    await drive.door(dataRequest());
    await drive.door({ kind: 'bytes', id: other.metadata.id, start: 0, end: 1 });
    await store.deleteProcess(processId);
    served = new Uint8Array(content.length);
    await expect(drive.door(dataRequest())).rejects.toMatchObject({ code: 'signature-invalid' });
  });

  it('is refused without an attestation, before its block, and where it does not exist', async () => {
    const unattested = await open(gatewayOf([item])).door(dataRequest());
    expect(unattested).toMatchObject({ kind: 'refused', reason: expect.stringContaining('attestation') });
    const early = await open(gatewayOf([item, attestation])).door({ ...dataRequest(), blockHeight: 9 });
    expect(early).toMatchObject({ kind: 'refused' });
    const id = `${'T'.repeat(42)}A`;
    expect(await open(gatewayOf([])).door({ kind: 'transaction', id })).toEqual({
      kind: 'refused',
      reason: 'no gateway of this network has it',
    });
    expect(await open(nobody).door({ kind: 'transaction', id: '../7' })).toMatchObject({ kind: 'refused' });
    const blocked = { url: 'https://one.example/graphql', status: 451 };
    const fetchByOwner = () => Promise.reject(new SourceError('http-status', 'No.', { details: blocked }));
    expect(await open({ ...gatewayOf([]), fetchByOwner }).door({ kind: 'data', id, blockHeight: 9 })).toEqual(
      {
        kind: 'refused',
        reason: 'https://one.example/graphql refuses to answer (HTTP status 451)',
      },
    );
    expect(await open(nobody).door({ kind: 'block', height: 'current' })).toMatchObject({ kind: 'refused' });
  });

  it('is attached to modules that ask for it, and to one format always', () => {
    const module = { format: 'wasm32-unknown-emscripten4', tags: [] } as const;
    expect(hasDrive(module)).toBe(false);
    expect(hasDrive({ ...module, tags: [{ name: 'Extension', value: 'WeaveDrive' }] })).toBe(true);
    expect(hasDrive({ ...module, format: 'wasm64-unknown-emscripten-draft_2024_02_15' })).toBe(true);
    expect(hasDrive({ ...module, format: 'wasm64-unknown-emscripten-draft_2024_10_16-metering' })).toBe(
      false,
    );
  });
});
