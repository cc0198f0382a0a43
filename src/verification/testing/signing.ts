import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { decodeBase64url } from '../../base/base64url.ts';
import { type Bytes, concatBytes, encodeUtf8 } from '../../base/bytes.ts';
import { arweaveAddressOf } from '../../protocol/address.ts';
import { encodeTags } from '../../protocol/avroTags.ts';
import { encodeBundle } from '../../protocol/bundle.ts';
import { type DataItem, hashDataItem, itemIdOf } from '../../protocol/dataItem.ts';
import { nextHashChain, seedHashChain } from '../../protocol/hashChain.ts';
import type { AssignmentId, ItemId, ProcessId } from '../../protocol/ids.ts';
import { signatureTypes } from '../../protocol/signatureType.ts';
import type { Tags } from '../../protocol/tags.ts';
import { type ToldItem, type ToldNode, tellItem } from './schedulerText.ts';

/** A key for tests: quick to make, and quick to sign with. Its signatures are judged against arbundles' in dataItemSignature.test.ts. */
export interface TestKey {
  readonly owner: Bytes;
  readonly address: string;
  sign(message: Uint8Array): Bytes;
}

export function testKey(seed: number): TestKey {
  const secret = new Uint8Array(32).fill(seed);
  const owner = Uint8Array.from(secp256k1.getPublicKey(secret, false));
  return {
    owner,
    address: arweaveAddressOf(owner),
    sign(message) {
      const prefix = encodeUtf8(`\x19Ethereum Signed Message:\n${message.length}`);
      const hash = keccak_256(concatBytes([prefix, message]));
      const [recovery = 0, ...rs] = secp256k1.sign(hash, secret, { prehash: false, format: 'recovered' });
      return Uint8Array.from([...rs, recovery + 27]);
    },
  };
}

export interface ItemContent {
  readonly target?: string;
  readonly anchor?: Bytes;
  readonly tags?: Tags;
  readonly data?: Bytes;
}

export async function signItem(key: TestKey, content: ItemContent): Promise<DataItem> {
  const unsigned = {
    signatureType: signatureTypes.ethereum,
    owner: key.owner,
    target: decodeBase64url(content.target ?? ''),
    anchor: content.anchor ?? new Uint8Array(0),
    tagBytes: encodeTags(content.tags ?? []),
    data: content.data ?? new Uint8Array(0),
  };
  return { ...unsigned, signature: key.sign(await hashDataItem(unsigned)) };
}

export function idOf<Id extends ItemId>(item: DataItem): Id {
  return itemIdOf(item.signature) as Id;
}

export interface Place {
  readonly processId: ProcessId;
  readonly nonce: number;
  readonly hashChain: string;
  readonly messageId?: string;
  readonly blockHeight?: number;
  readonly timestampMs?: number;
  readonly extraTags?: Tags;
}

/** An assignment as scheduler units make them (legacynet.md §1.3), with a binary anchor. */
export function signAssignment(key: TestKey, place: Place): Promise<DataItem> {
  const height = place.blockHeight ?? 1_500_000;
  const time = place.timestampMs ?? 1_700_000_000_000 + place.nonce * 1000;
  const tags = [
    ['Process', place.processId],
    ['Epoch', '0'],
    ['Nonce', String(place.nonce)],
    ['Hash-Chain', place.hashChain],
    ['Block-Height', String(height).padStart(12, '0')],
    ['Timestamp', String(time)],
    ['Data-Protocol', 'ao'],
    ['Type', 'Assignment'],
    ['Variant', 'ao.TN.1'],
    ...(place.messageId === undefined ? [] : [['Message', place.messageId]]),
  ].map(([name = '', value = '']) => ({ name, value }));
  const anchor = new Uint8Array(32).fill(255 - (place.nonce % 100));
  return signItem(key, { tags: [...tags, ...(place.extraTags ?? [])], anchor });
}

/** What a scheduler signed before AOP-1: a bundle of the message, with its place as tags (legacynet.md §1.3). */
export function signOldEntry(
  key: TestKey,
  place: Omit<Place, 'messageId'>,
  items: readonly DataItem[],
): Promise<DataItem> {
  const tags = [
    ['Bundle-Format', 'binary'],
    ['Bundle-Version', '2.0.0'],
    ['Process', place.processId],
    ['Epoch', '0'],
    ['Nonce', String(place.nonce)],
    ['Hash-Chain', place.hashChain],
    ['Block-Height', String(place.blockHeight ?? 1_400_000).padStart(12, '0')],
    ['Timestamp', String(place.timestampMs ?? 1_709_000_000_000 + place.nonce * 1000)],
  ].map(([name = '', value = '']) => ({ name, value }));
  const anchor = new Uint8Array(32).fill(255 - (place.nonce % 100));
  return signItem(key, { tags, anchor, data: encodeBundle(items) });
}

/** As its unit tells that: without data, and without an anchor that is no text. */
export function tellOldEntry(bundle: DataItem, message: ToldItem): ToldNode {
  const { data: _, ...assignment } = tellItem(bundle, 'assignment');
  return { message, assignment: { ...assignment, data: null } };
}

export interface SignedSchedule {
  readonly processId: ProcessId;
  readonly process: DataItem;
  readonly nodes: readonly ToldNode[];
  readonly assignments: readonly DataItem[];
}

export interface ScheduleContent {
  readonly scheduler: TestKey;
  readonly user: TestKey;
  readonly messages: readonly ItemContent[];
  readonly processData?: Bytes;
  readonly blockHeight?: number;
  readonly showAnchor?: boolean;
}

/** A process and its schedule, signed and chained. */
export async function signSchedule(content: ScheduleContent): Promise<SignedSchedule> {
  const { scheduler, user, blockHeight = 1_500_000, showAnchor = true } = content;
  const process = await signItem(user, {
    tags: [
      { name: 'Data-Protocol', value: 'ao' },
      { name: 'Type', value: 'Process' },
      { name: 'Module', value: `${'W'.repeat(42)}A` },
      { name: 'Scheduler', value: scheduler.address },
    ],
    data: content.processData ?? encodeUtf8('boot'),
  });
  const processId = idOf<ProcessId>(process);
  const messages = await Promise.all(
    content.messages.map((message) => signItem(user, { target: processId, ...message })),
  );
  const nodes: ToldNode[] = [];
  const assignments: DataItem[] = [];
  let hashChain = seedHashChain(processId);
  for (const [nonce, item] of [process, ...messages].entries()) {
    const place = { processId, nonce, hashChain, blockHeight, ...(nonce > 0 && { messageId: idOf(item) }) };
    const assignment = await signAssignment(scheduler, place);
    assignments.push(assignment);
    const role = nonce === 0 ? 'process' : 'message';
    nodes.push({
      message: tellItem(item, role),
      assignment: tellItem(assignment, 'assignment', { showAnchor }),
    });
    hashChain = nextHashChain(idOf<AssignmentId>(assignment), hashChain);
  }
  return { processId, process, nodes, assignments };
}
