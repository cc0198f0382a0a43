import { encodeUtf8 } from '../../../base/bytes.ts';
import type { ArchiveIndex } from '../../../devnet/archiveIndex.ts';
import type { DataItem } from '../../../protocol/dataItem.ts';
import { nextHashChain, seedHashChain } from '../../../protocol/hashChain.ts';
import type { AssignmentId, ItemId, ProcessId } from '../../../protocol/ids.ts';
import type { Tags } from '../../../protocol/tags.ts';
import { idOf, signAssignment, signItem, testKey } from '../../../verification/testing/signing.ts';

/** A process that reads through WeaveDrive, which no process of the demo network does, and all that it needs. */
export interface ReadingProcess {
  readonly processId: ProcessId;
  readonly items: readonly DataItem[];
  /** Of the process and of its module: what the reference's drive goes by. */
  readonly tags: { readonly process: Tags; readonly module: Tags };
}

const [scheduler, user, attestor] = [testKey(51), testKey(52), testKey(53)];

/**
 * What it reads: `book` as attested by its scheduler, `notes` as its attestor made it available, `boot` because its own tag says so, a
 * transaction and a block as anybody may. Files stay open: each read goes on where the one before it ended. A block is a gateway's
 * word, so that what comes before the first of them can be evaluated, and what comes after it is claimed.
 */
const reads = [
  undefined,
  'book 700',
  undefined,
  'boot 40',
  'book 33000',
  'notes 60',
  'transaction 500',
  'book 20',
  undefined,
  'notes 4',
  'block 90',
  'book 5000',
  undefined,
  'transaction 80',
  'notes 9',
  'another block 200',
  'block 30',
  'boot 7',
] as const;

/** The place in the schedule whose block each item was attested in: that of its first read, and one before. */
const attestedAt = { book: 1, notes: 4 };

const bookBytes = 60_000;

export async function signReadingProcess({
  firstBlock,
  blockIntervalMs,
  transactions,
}: Pick<ArchiveIndex, 'firstBlock' | 'blockIntervalMs' | 'transactions'>): Promise<ReadingProcess> {
  const placeAt = (nonce: number) => ({
    nonce,
    blockHeight: firstBlock.height + 30 + nonce,
    timestampMs: firstBlock.timestampMs + (30 + nonce) * blockIntervalMs + 4321,
  });
  const heightOf = (nonce: number) => String(placeAt(nonce).blockHeight);
  const write = (data: Uint8Array<ArrayBuffer>) =>
    signItem(user, { tags: tagsOf({ 'Content-Type': 'text/plain' }), data });
  const book = await write(Uint8Array.from({ length: bookBytes }, (_, at) => (at * 7 + (at >> 8)) % 251));
  const notes = await write(
    encodeUtf8('Whatever is written down here is read in several pieces, one after the other.'),
  );
  const boot = await write(
    encodeUtf8('What it is started with is its own to read, whoever says what of it.'),
  );
  const ids = { book: idOf(book), notes: idOf(notes), boot: idOf(boot) } satisfies Record<string, ItemId>;

  const module = await signItem(user, { tags: moduleTags, data: encodeUtf8('a module that nobody runs') });
  const processTags = tagsOf({
    'Data-Protocol': 'ao',
    Type: 'Process',
    Module: idOf(module),
    Scheduler: scheduler.address,
    'Availability-Type': 'Individual',
    Attestor: attestor.address,
    'On-Boot': ids.boot,
  });
  const process = await signItem(user, { tags: processTags, data: encodeUtf8('reading') });
  const processId = idOf<ProcessId>(process);
  const attestations = [
    await signItem(scheduler, {
      tags: tagsOf({
        ...{ 'Data-Protocol': 'ao', Type: 'Attestation', Message: ids.book },
        'Block-Height': heightOf(attestedAt.book),
      }),
    }),
    await signItem(attestor, {
      tags: tagsOf({
        ...{ 'Data-Protocol': 'WeaveDrive', Type: 'Available', ID: ids.notes },
        'Block-Height': heightOf(attestedAt.notes),
      }),
    }),
  ];

  const paths: Readonly<Record<string, string>> = {
    ...{ book: `/data/${ids.book}`, notes: `/data/${ids.notes}`, boot: `/data/${ids.boot}` },
    transaction: `/tx/${transactions[0]?.id ?? ''}`,
    block: `/block/${heightOf(2)}`,
    'another block': `/block/${heightOf(9)}`,
  };
  const items: DataItem[] = [book, notes, boot, ...attestations, module, process];
  let hashChain = seedHashChain(processId);
  for (const [nonce, read] of [undefined, ...reads].entries()) {
    const said = read === undefined ? `moved ${nonce}` : sentenceOf(read, paths);
    const content = { target: processId, tags: messageTags, data: encodeUtf8(said) };
    const message = nonce === 0 ? undefined : await signItem(user, content);
    const assigned = message && { messageId: idOf(message) };
    const place = { processId, hashChain, ...placeAt(nonce), ...assigned };
    const assignment = await signAssignment(scheduler, place);
    items.push(...(message === undefined ? [] : [message]), assignment);
    hashChain = nextHashChain(idOf<AssignmentId>(assignment), hashChain);
  }
  return { processId, items, tags: { process: processTags, module: moduleTags } };
}

/** As `readingOf` understands it. */
function sentenceOf(read: string, paths: Readonly<Record<string, string>>): string {
  const [, name = '', count = ''] = /^(.*) (\d+)$/.exec(read) ?? [];
  return `read ${count} of ${paths[name] ?? ''}`;
}

function tagsOf(values: Readonly<Record<string, string>>): Tags {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

const moduleTags = tagsOf({
  'Data-Protocol': 'ao',
  Type: 'Module',
  'Module-Format': 'wasm32-unknown-emscripten4',
  'Input-Encoding': 'JSON-1',
  'Output-Encoding': 'JSON-1',
  Extension: 'WeaveDrive',
});

const messageTags = tagsOf({ 'Data-Protocol': 'ao', Type: 'Message' });
