import fc from 'fast-check';
import { encodeBase64url } from '../../../base/base64url.ts';
import { type Bytes, encodeUtf8 } from '../../../base/bytes.ts';
import { encodeTags } from '../../../protocol/avroTags.ts';
import type { DataItem } from '../../../protocol/dataItem.ts';
import { nextHashChain, seedHashChain } from '../../../protocol/hashChain.ts';
import type { AssignmentId, ProcessId } from '../../../protocol/ids.ts';
import type { Tags } from '../../../protocol/tags.ts';
import {
  type ItemContent,
  idOf,
  signAssignment,
  signItem,
  testKey,
} from '../../../verification/testing/signing.ts';

/** One entry of a schedule: the assignment, and what it assigns. */
export interface SignedEntry {
  readonly assignment: DataItem;
  readonly assigned: DataItem;
}

export interface SignedProcess {
  readonly processId: ProcessId;
  /** By nonce; the process itself at 0. */
  readonly entries: readonly SignedEntry[];
}

const scheduler = testKey(61);
const signers = [62, 63, 64].map(testKey);
const sender = encodeBase64url(new Uint8Array(32).fill(5));
const elsewhere = encodeBase64url(new Uint8Array(32).fill(6));

const tag = (name: string, ...values: readonly string[]) =>
  fc.constantFrom(...values).map((value) => ({ name, value }));
const someTags = fc.array(
  fc.oneof(
    tag('Action', 'Transfer', 'é\u2028"'),
    tag('From', 'somebody'),
    tag('Owner', 'somebody'),
    tag('from', 'kept'),
    tag('owner', 'kept'),
    tag('Type', 'Message'),
    tag('Pushed-For', sender, elsewhere),
    tag('Epoch', '9'),
  ),
  { maxLength: 4 },
);
const senders = fc.constantFrom<readonly string[]>([], [], [sender], [''], [sender, elsewhere], ['', sender]);
/** Text that JSON escapes, a byte order mark, bytes that are no UTF-8, and enough of them for all fields of the reference's deep hash. */
const someData = fc.oneof(
  fc.constantFrom('', '\uFEFFmarked', 'é\u2028"\\\n\u0007', '{"a":1}').map(encodeUtf8),
  fc.constant(Uint8Array.of(0x61, 0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80)),
  fc.constantFrom(400, 470, 600, 900).map((length) => new Uint8Array(length).fill(0x61)),
  fc.constantFrom('x', 'y').map((letter) => encodeUtf8(`${'a'.repeat(460)}${letter.repeat(50)}`)),
);
/** None, a text, and bytes that a scheduler unit cannot tell. */
const someAnchor = fc.constantFrom(
  new Uint8Array(0),
  encodeUtf8('0'.repeat(31).concat('7')),
  new Uint8Array(32).fill(0xfe),
);

const message = fc.record({
  signer: fc.nat(2),
  tags: someTags,
  senders,
  data: someData,
  anchor: someAnchor,
  /** Assigned without being sent, and what of it is excluded. */
  assigned: fc.option(
    fc.subarray(['Data', 'Tags', 'Signature', 'Anchor', 'Owner'], { minLength: 0, maxLength: 5 }),
    { freq: 2 },
  ),
  target: fc.constantFrom('', elsewhere),
  /** An earlier one once more: the same item, or the same content by another signer. */
  again: fc.option(
    fc.record({
      back: fc.integer({ min: 1, max: 4 }),
      isSigned: fc.boolean(),
      /** Which letter of it is another, counted from the place where the reference's deep hash begins to take letters for fields. */
      changed: fc.option(fc.constantFrom(-2, -1, 0, 1, 2, 9, 17, 18, 19), { freq: 2 }),
    }),
    { freq: 2 },
  ),
  /** Null: until the very time of the next block. */
  gapMs: fc.constantFrom(0, 1, 400, 999, 1000, 2600, 7000, 61_234, 150_000, null, null),
  heightsBehind: fc.constantFrom(0, 0, 1, 2),
});
type Said = typeof message extends fc.Arbitrary<infer Value> ? Value : never;

const timers = fc.array(
  fc.tuple(
    tag(
      'Cron-Interval',
      '7-seconds',
      '1-minute',
      '2-blocks',
      '1-block',
      '5-seconds',
      '1.5-minutes',
      '1-month',
      '0-blocks',
    ),
    fc.array(tag('Cron-Tag-Action', 'Tick', 'Tock'), { maxLength: 2 }),
    fc.array(tag('Cron-Tag-From', 'nobody'), { maxLength: 1 }),
  ),
  { maxLength: 4 },
);

export const anySchedule = fc.record({
  signer: fc.nat(2),
  senders,
  tags: someTags,
  timers: fc.option(timers, { freq: 3 }),
  data: someData,
  startMs: fc.constantFrom(0, 1, 400, 2345),
  /** No two are to have the same id. */
  name: fc.uuid(),
  messages: fc.array(message, { minLength: 3, maxLength: 14 }),
});
type Plan = typeof anySchedule extends fc.Arbitrary<infer Value> ? Value : never;

export interface Chain {
  readonly firstBlock: { readonly height: number; readonly timestampMs: number };
  readonly blockIntervalMs: number;
}

/** Signed and linked as a scheduler does, beginning at a block or a little later. */
export async function signAny(plan: Plan, moduleId: string, chain: Chain): Promise<SignedProcess> {
  const process = await signItem(signerAt(plan.signer), {
    tags: [
      ...tagsFrom({ 'Data-Protocol': 'ao', Type: 'Process', Module: moduleId, Scheduler: scheduler.address }),
      ...plan.tags,
      ...plan.senders.map((value) => ({ name: 'From-Process', value })),
      ...(plan.timers ?? []).flatMap(([interval, ...rest], place) => [
        interval,
        { name: 'Cron-Tag-Place', value: String(place) },
        ...rest.flat(),
      ]),
      { name: 'Name', value: plan.name },
    ],
    data: plan.data,
  });
  const processId = idOf<ProcessId>(process);
  const entries: SignedEntry[] = [];
  let hashChain = seedHashChain(processId);
  let timestampMs = chain.firstBlock.timestampMs + 29 * chain.blockIntervalMs + plan.startMs;
  const assign = async (item: DataItem, said: Pick<Said, 'heightsBehind' | 'assigned'> | undefined) => {
    const passed = Math.floor((timestampMs - chain.firstBlock.timestampMs) / chain.blockIntervalMs);
    const assignment = await signAssignment(scheduler, {
      ...{ processId, nonce: entries.length, hashChain, timestampMs },
      blockHeight: chain.firstBlock.height + passed - (said?.heightsBehind ?? 0),
      ...(said && { messageId: idOf(item) }),
      extraTags: (said?.assigned ?? []).map((value) => ({ name: 'Exclude', value })),
    });
    entries.push({ assignment, assigned: item });
    hashChain = nextHashChain(idOf<AssignmentId>(assignment), hashChain);
  };
  await assign(process, undefined);
  const contents: ItemContent[] = [];
  for (const said of plan.messages) {
    const sinceBlockMs = (timestampMs - chain.firstBlock.timestampMs) % chain.blockIntervalMs;
    timestampMs += said.gapMs ?? chain.blockIntervalMs - sinceBlockMs;
    const place = entries.length - (said.again?.back ?? 0);
    const [earlier, content] = [entries[place]?.assigned, contents[place - 1]];
    const fresh = contentOf(said, processId);
    if (said.again === null || earlier === undefined || content === undefined) {
      await assign(await signItem(signerAt(said.signer), fresh), said);
      contents.push(fresh);
    } else {
      const { isSigned, changed } = said.again;
      const next = changed === null ? content : withOtherLetter(content, changed);
      await assign(isSigned ? earlier : await signItem(signerAt(said.signer), next), said);
      contents.push(isSigned ? content : next);
    }
  }
  return { processId, entries };
}

function contentOf(said: Said, processId: ProcessId): ItemContent {
  return {
    target: said.assigned === null ? processId : said.target,
    anchor: said.anchor as Bytes,
    tags: [
      ...tagsFrom({ 'Data-Protocol': 'ao', Variant: 'ao.TN.1' }),
      ...said.tags,
      ...said.senders.map((value) => ({ name: 'From-Process', value })),
    ],
    data: said.data as Bytes,
  };
}

const fieldsStartAt = 512;

/** Target, anchor, two numbers and the tags stand before the data there (legacynet.md §6.4). */
function withOtherLetter(content: ItemContent, place: number): ItemContent {
  const { anchor, tags = [], data = new Uint8Array(0) } = content;
  const anchorBytes = anchor === undefined || anchor.length === 0 || anchor[0] === 0xfe ? 1 : 33;
  const at = fieldsStartAt - (33 + anchorBytes + 16 + encodeTags(tags).length) + place;
  return { ...content, data: data.map((byte, each) => (each === at ? 0x62 : byte)) };
}

function signerAt(place: number) {
  return signers[place] ?? scheduler;
}

function tagsFrom(values: Readonly<Record<string, string>>): Tags {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
