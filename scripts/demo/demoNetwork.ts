import { encodeBase64url } from '../../src/base/base64url.ts';
import { type Bytes, encodeUtf8 } from '../../src/base/bytes.ts';
import { type ArchiveIndex, archiveAssets } from '../../src/devnet/archiveIndex.ts';
import { encodeDataItem } from '../../src/protocol/dataItem.ts';
import { arweaveWallets } from './cast.ts';
import { blockIntervalMs, firstBlock } from './chainTime.ts';
import { encodeBundle } from './encodeBundle.ts';
import { type DemoModule, publishModule } from './modules.ts';
import type { ProcessSchedule } from './scheduler.ts';
import { type SignedItem, signItem, tagList } from './signedItem.ts';
import { playToken } from './tokenScenario.ts';

export interface DemoSources {
  readonly readPublic: (name: string) => Promise<Bytes>;
  /** A file of this folder. */
  readonly readSource: (name: string) => Promise<string>;
}

const minuteMs = 60_000;

/** Plays every scenario of the demo network and gives the files to write below `public/`. */
export async function buildDemoNetwork(sources: DemoSources): Promise<ReadonlyMap<string, Bytes>> {
  const aos64 = await publishModule(
    'modules/aos2_0_6.wasm',
    await sources.readPublic('modules/aos2_0_6.wasm'),
    'wasm64-unknown-emscripten-draft_2024_02_15',
    'aos 2.0.6',
  );
  const logo = await publishLogo(await sources.readSource('logo.svg'));
  const token = await playToken({
    moduleId: aos64.id,
    startMs: firstBlock.timestampMs + 10 * minuteMs,
    lua: (await sources.readSource('lua/token.lua')).replace('@logo@', logo.id),
  });
  return new Map([
    [archiveAssets.items, encodeBundle([logo, ...scheduled(token.schedule)])],
    [archiveAssets.lies, encodeBundle([])],
    [archiveAssets.index, encodeUtf8(JSON.stringify(describe([aos64], token, logo)))],
  ]);
}

function publishLogo(svg: string): Promise<SignedItem> {
  return signItem(arweaveWallets.ada, { tags: tagList(['Content-Type', 'image/svg+xml']), data: svg });
}

function scheduled(schedule: ProcessSchedule): readonly SignedItem[] {
  return schedule.entries.flatMap(({ message, assignment }) => [message, assignment]);
}

function describe(
  modules: readonly DemoModule[],
  token: Awaited<ReturnType<typeof playToken>>,
  logo: SignedItem,
): ArchiveIndex {
  return {
    firstBlock,
    blockIntervalMs,
    modules: modules.map((module) => ({
      id: module.id,
      asset: module.asset,
      header: encodeBase64url(encodeDataItem({ ...module.item, data: new Uint8Array(0) })),
      dataBytes: module.item.data.length,
    })),
    tokens: [
      {
        processId: token.schedule.process.id,
        name: 'Tally',
        ticker: 'TALLY',
        logo: logo.id,
        denomination: 12,
        changes: token.ledger.changes,
        supply: token.ledger.supply,
      },
    ],
  };
}
