import { type Bytes, encodeUtf8 } from '../../src/base/bytes.ts';
import type { TransactionJson } from '../../src/devnet/archiveIndex.ts';
import type { Tags } from '../../src/protocol/tags.ts';
import { signMessage } from './aoMessages.ts';
import { arweaveWallets, ethereumWallets, units } from './cast.ts';
import { createRandom } from './random.ts';
import { openSchedule } from './scheduler.ts';
import { type SignedItem, signItem, tagList } from './signedItem.ts';
import { signTransactionWithData } from './signedTransaction.ts';
import type { Signer } from './signer.ts';
import { type Stage, send } from './stage.ts';

/** Items that were published for their own sake, before anyone assigned them. */
export function publishTexts(): Promise<readonly SignedItem[]> {
  return Promise.all([
    publishText(
      arweaveWallets.bela,
      'On harbours',
      'A harbour is a promise that the sea makes to the land.\n',
    ),
    publishText(
      ethereumWallets[0] ?? arweaveWallets.bela,
      'Naïve café — 読書',
      'Überall ist Meer. 海はどこにでもある。\n',
    ),
  ]);
}

/** As `publishTexts`, on layer 1. No honest schedule assigns them. */
export function publishTextsOnLayer1(): Promise<readonly TransactionJson[]> {
  return Promise.all(
    [
      ['On lighthouses', 'A lighthouse says one word, and says it all night.\n'],
      ['On tides', 'The sea signs the beach twice a day.\n'],
    ].map(([title = '', text = '']) =>
      signTransactionWithData(arweaveWallets.bela, textTags(title), encodeUtf8(text), title),
    ),
  );
}

function publishText(author: Signer, title: string, text: string): Promise<SignedItem> {
  return signItem(author, {
    tags: textTags(title),
    data: text,
  });
}

function textTags(title: string): Tags {
  return tagList(['Content-Type', 'text/plain'], ['Title', title]);
}

/** Everything that a scheduler unit's JSON tells badly or not at all: assigned items, binary anchors, data that is not text. */
export async function playLibrary(
  process: SignedItem,
  startMs: number,
  lua: string,
  texts: readonly SignedItem[],
  foreign: readonly SignedItem[],
): Promise<Stage> {
  const random = createRandom('library');
  const schedule = await openSchedule(units.scheduler, process, startMs, createRandom('library anchors'));
  const stage = { schedule, random };
  const { ada, chidi } = arweaveWallets;
  await send(stage, ada, [['Action', 'Eval']], lua);
  for (const text of texts) await schedule.assign(text, 5_000);
  await send(stage, chidi, [['Action', 'Catalogue']]);
  const binaryAnchor = await signMessage(chidi, process.id, [['Action', 'Letter']], {
    data: 'My anchor is 32 bytes that are not text.',
    anchor: notText(random.bytes(32)),
  });
  await schedule.assign(binaryAnchor, 7_000);
  const binaryData = await signMessage(
    ada,
    process.id,
    [
      ['Action', 'Letter'],
      ['Content-Type', 'application/octet-stream'],
    ],
    {
      data: notText(random.bytes(300)),
    },
  );
  await schedule.assign(binaryData, 9_000);
  for (const item of foreign) await schedule.assign(item, 4_000);
  await send(stage, chidi, [['Action', 'Catalogue']]);
  return stage;
}

/** The byte 0xff never occurs in UTF-8. */
function notText(bytes: Bytes): Bytes {
  bytes[0] = 0xff;
  return bytes;
}
