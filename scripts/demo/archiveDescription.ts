import { encodeBase64url } from '../../src/base/base64url.ts';
import type { ArchivedModule, ArchiveIndex } from '../../src/devnet/archiveIndex.ts';
import { encodeDataItem } from '../../src/protocol/dataItem.ts';
import { blockIntervalMs, firstBlock } from './chainTime.ts';
import type { DemoNetwork } from './demoNetwork.ts';
import type { DemoModule } from './modules.ts';

/** What the bundles do not say by themselves. */
export function describeArchive({
  modules,
  transactions,
  token,
  logo,
  signedLies,
}: DemoNetwork): ArchiveIndex {
  return {
    firstBlock,
    blockIntervalMs,
    modules: modules.map(describeModule),
    transactions,
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
    signedLies: Object.fromEntries(signedLies.map(({ name, assignment }) => [name, assignment.id])),
  };
}

function describeModule({ id, asset, item, transaction }: DemoModule): ArchivedModule {
  const fields = { id, asset, dataBytes: item.data.length };
  if (transaction !== undefined) return { ...fields, kind: 'transaction', transaction };
  const header = encodeBase64url(encodeDataItem({ ...item, data: new Uint8Array(0) }));
  return { ...fields, kind: 'data-item', header };
}
