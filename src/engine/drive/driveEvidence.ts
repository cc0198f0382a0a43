import type { Abortable } from '../../base/abort.ts';
import { decodeBase64url, encodeBase64url } from '../../base/base64url.ts';
import type { GatewayTransaction } from '../../protocol/gatewayJson.ts';
import type { ItemId } from '../../protocol/ids.ts';
import type { Gateway } from '../../sources/gateway.ts';
import { verifySignedData } from '../../verification/signedData.ts';
import { type Tally, unknown } from '../../verification/tally.ts';
import { type DriveReads, type KeptData, unlessSpoilt } from './driveReads.ts';
import { unlessMissing } from './driveRefusal.ts';

const subject = { fact: 'weavedrive-reads', noun: 'item' } as const;

/**
 * Whether the data that a process read is what was signed under the id.
 * @throws VerificationError where it is not; `details.fact` is `weavedrive-reads`
 */
export async function tallyOfData(
  id: ItemId,
  { bytes, metadataJson }: KeptData,
  source: string,
  gateway: Gateway,
  options: Abortable,
): Promise<Tally> {
  if (metadataJson === null) {
    const reason = `No gateway’s index tells how ${id} was signed.`;
    return unknown(subject.fact, source, { reason, itemId: id });
  }
  const metadata = JSON.parse(metadataJson) as GatewayTransaction;
  const fetchTransaction = () => unlessMissing(gateway.fetchTransaction(id, options));
  const tally = await verifySignedData(metadata, bytes, id, { subject, source, fetchTransaction });
  // Of several reads that hold, the sentence is about all.
  const { notable, ...numbers } = tally;
  return tally.held > 0 || notable === undefined ? numbers : { ...numbers, notable };
}

/**
 * That a process may read something is an attestor's word, and what was found is only an index's answer until its signature is
 * checked. Nothing where it holds.
 * @throws VerificationError where it does not
 */
export async function talliesOfAttestation(
  id: ItemId,
  reads: DriveReads,
  gateway: Gateway,
  options: Abortable,
): Promise<readonly Tally[]> {
  const path = `/attestation/${id}`;
  const isSigned = async (text: string): Promise<boolean> => {
    const { metadata, data } = JSON.parse(text) as FetchedItem;
    const fetchTransaction = () => Promise.resolve(undefined);
    const bytes = decodeBase64url(data);
    const given = { subject, source: 'gateway', fetchTransaction };
    return (await verifySignedData(metadata, bytes, id, given)).held > 0;
  };
  const kept = await reads.loadText(path);
  let holds = kept === undefined ? undefined : await unlessSpoilt(isSigned(kept), options);
  if (holds === undefined) {
    const fetched = await fetchItem(id, gateway, options);
    holds = fetched !== undefined && (await isSigned(fetched));
    if (fetched !== undefined) await reads.saveText(path, fetched);
  }
  if (holds) return [];
  const reason = `That the process may read this is attested by ${id}, whose signature could not be checked.`;
  return [unknown(subject.fact, 'gateway', { reason, itemId: id })];
}

interface FetchedItem {
  readonly metadata: GatewayTransaction;
  /** base64url */
  readonly data: string;
}

async function fetchItem(id: ItemId, gateway: Gateway, options: Abortable): Promise<string | undefined> {
  const metadata = (await gateway.fetchTransactionMeta([id], options)).get(id);
  if (metadata === undefined) return undefined;
  const data =
    metadata.dataBytes === 0 ? new Uint8Array(0) : await unlessMissing(gateway.fetchRaw(id, options));
  if (data === undefined) return undefined;
  return JSON.stringify({ metadata, data: encodeBase64url(data) } satisfies FetchedItem);
}
