import { keysUnder, type WriteTransaction } from '../records/records.ts';
import { packsOf, peekManifest } from './manifest.ts';

/**
 * Deletes checkpoints of a line, and then the packs that no remaining checkpoint names. Marking reads every manifest of the line, some
 * kilobytes each, inside the transaction that deletes: no other tab can add a reference in between.
 */
export async function deleteCheckpoints(
  transaction: WriteTransaction,
  lineId: string,
  nonces: readonly number[],
): Promise<void> {
  await Promise.all(nonces.map((nonce) => transaction.delete('checkpoints', [lineId, nonce])));
  const manifests = await transaction.getAll('checkpoints', keysUnder(lineId));
  const used = new Set(
    manifests.flatMap((record) => {
      const manifest = peekManifest(record);
      return manifest === undefined ? [] : packsOf(manifest).map((pack) => pack.packId);
    }),
  );
  const keys = await transaction.keys('packs', keysUnder(lineId));
  const orphans = keys.filter(([, packId]) => !used.has(String(packId)));
  await Promise.all(orphans.map((key) => transaction.delete('packs', key)));
}
