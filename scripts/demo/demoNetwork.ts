import type { Bytes } from '../../src/base/bytes.ts';
import type { TransactionJson } from '../../src/devnet/archiveIndex.ts';
import { devnetOrigin } from '../../src/devnet/hosts.ts';
import { decodeItemId, type ItemId } from '../../src/protocol/ids.ts';
import { signProcess } from './aoMessages.ts';
import { arweaveWallets, units } from './cast.ts';
import { firstBlock } from './chainTime.ts';
import { playLibrary, publishTexts, publishTextsOnLayer1 } from './libraryScenario.ts';
import { playMishaps } from './mishapsScenario.ts';
import { type DemoModule, publishModule, publishModuleOnLayer1 } from './modules.ts';
import type { RecordedResults } from './recordedResults.ts';
import { playRoom } from './roomScenario.ts';
import type { ScheduledEntry } from './scheduler.ts';
import { type SignedItem, signItem, tagList } from './signedItem.ts';
import { type SignedLie, signLies, signNextAssignment } from './signedLies.ts';
import type { Push, Stage } from './stage.ts';
import { fund, openToken, playRounds, type TokenStage } from './tokenScenario.ts';

export interface DemoSources {
  /** A file below `public/`. */
  readonly readPublic: (name: string) => Promise<Bytes>;
  /** A text file of this folder. */
  readonly readSource: (name: string) => Promise<string>;
  /** What the processes answered, which is what messengers push; empty in a first recording. */
  readonly recorded: RecordedResults;
}

export interface DemoNetwork {
  readonly modules: readonly DemoModule[];
  /** Layer-1 transactions beside modules, each with its data. */
  readonly transactions: readonly TransactionJson[];
  readonly token: TokenStage;
  /** Every process, the token first. */
  readonly stages: readonly Stage[];
  /** Items that nobody sent to a process: where the scheduler is, the logo, texts. */
  readonly loose: readonly SignedItem[];
  readonly logo: SignedItem;
  /** Never part of the honest network. */
  readonly signedLies: readonly SignedLie[];
}

const minuteMs = 60_000;
const { ada } = arweaveWallets;

/** Plays every scenario of the demo network. Ids depend on nothing but the files of this folder and the modules' bytes. */
export async function playDemoNetwork(sources: DemoSources): Promise<DemoNetwork> {
  const { readPublic, readSource, recorded } = sources;
  const aos64 = await publishModule('aos2_0_6', readPublic);
  const aosOnLayer1 = await publishModuleOnLayer1('aos2_0_6', readPublic);
  const aos32 = await publishModule('aos2_0_4_32', readPublic);
  const logo = await signItem(ada, {
    tags: tagList(['Content-Type', 'image/svg+xml']),
    data: await readSource('logo.svg'),
  });
  const location = await publishSchedulerLocation();
  const texts = await publishTexts();
  const transactions = await publishTextsOnLayer1();
  const startOf = (process: number) => firstBlock.timestampMs + (10 + 3 * process) * minuteMs;
  const [tally, harbour, mishaps, library] = await Promise.all([
    spawn('Tally', aos64, startOf(0)),
    spawn('Harbour', aos32, startOf(1)),
    spawn('Mishaps', aos64, startOf(2)),
    spawn('Library', aosOnLayer1, startOf(3)),
  ]);

  const lua = (await readSource('lua/token.lua')).replace('@logo@', logo.id);
  const token = await openToken(tally, startOf(0), lua);
  const funding = await fund(token, harbour.id);
  const income = pushOf(recorded, funding, harbour.id, { process: tally, module: aos64 });
  const roomLua = (await readSource('lua/room.lua')).replace('@token@', tally.id);
  const room = await playRoom(harbour, startOf(1), roomLua, income);
  const tips = room.tips.map((tip) => pushOf(recorded, tip, tally.id, { process: harbour, module: aos32 }));
  await playRounds(
    token,
    tips.filter((push) => push !== undefined),
  );
  const shelf = await playLibrary(library, startOf(3), await readSource('lua/library.lua'), texts, [
    funding.message,
  ]);
  const stages = [
    token,
    room,
    await playMishaps(mishaps, startOf(2), await readSource('lua/mishaps.lua')),
    shelf,
  ];
  const [assigned] = transactions;
  const signedLies = [
    ...(await signLies(token.schedule)),
    await signNextAssignment(
      'assigned-transaction',
      shelf.schedule,
      decodeItemId(assigned?.id, 'transaction id'),
    ),
  ];
  return {
    modules: [aos64, aosOnLayer1, aos32],
    transactions,
    token,
    stages,
    loose: [location, logo, ...texts],
    logo,
    signedLies,
  };
}

function spawn(name: string, module: DemoModule, startMs: number): Promise<SignedItem> {
  return signProcess(ada, {
    name,
    moduleId: module.id,
    scheduler: units.scheduler.address,
    authority: units.messenger.address,
    timestampMs: startMs - 4_000,
  });
}

/** Where the scheduler's unit is found by those who know its address only (legacynet.md §2). */
function publishSchedulerLocation(): Promise<SignedItem> {
  return signItem(units.scheduler, {
    tags: tagList(
      ['Data-Protocol', 'ao'],
      ['Variant', 'ao.TN.1'],
      ['Type', 'Scheduler-Location'],
      ['Url', devnetOrigin('scheduler-unit')],
      ['Time-To-Live', '3600000'],
    ),
    data: ' ',
  });
}

/** What `entry` made its process send to `target`, if that is known. */
function pushOf(
  recorded: RecordedResults,
  entry: ScheduledEntry,
  target: ItemId,
  sender: { readonly process: SignedItem; readonly module: DemoModule },
): Push | undefined {
  const outbox = recorded[entry.assignment.id]?.Messages.find((message) => message.Target === target);
  if (outbox === undefined) return undefined;
  return {
    outbox,
    by: { processId: sender.process.id, moduleId: sender.module.id, pushedFor: entry.message.id },
    sentMs: entry.timestampMs,
  };
}
