import type { Abortable } from '../../base/abort.ts';
import { decodeBase64url, encodeBase64url } from '../../base/base64url.ts';
import type { Bytes } from '../../base/bytes.ts';
import type { VerificationError } from '../../base/errors.ts';
import type { GatewayTransaction } from '../../protocol/gatewayJson.ts';
import type { ItemId } from '../../protocol/ids.ts';
import { sha256Hex } from '../../protocol/sha.ts';
import { decodeTransactionText, type Transaction } from '../../protocol/transaction.ts';
import type { Gateway } from '../../sources/gateway.ts';
import { isUntold } from '../../sources/untold.ts';
import { failFact } from '../../verification/failure.ts';
import { verifySignedData } from '../../verification/signedData.ts';
import { type Notable, type Tally, unknown } from '../../verification/tally.ts';
import { isAttestationOf, type Reader } from './driveAdmission.ts';
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
  reads: DriveReads,
  gateway: Gateway,
  options: Abortable,
): Promise<Tally> {
  if (metadataJson === null) {
    const reason = `No gateway’s index tells how ${id} was signed.`;
    return unknown(subject.fact, source, { reason, itemId: id });
  }
  const metadata = JSON.parse(metadataJson) as GatewayTransaction;
  const tally = await tallyOfSigned(metadata, bytes, id, source, reads, gateway, options);
  // Of several reads that hold, the sentence is about all.
  const { notable, ...numbers } = tally;
  return tally.held > 0 || notable === undefined ? numbers : { ...numbers, notable };
}

/** The transaction of what was written to layer 1 is kept, too: without it what is kept could not be checked where no gateway answers. */
async function tallyOfSigned(
  metadata: GatewayTransaction,
  bytes: Bytes,
  id: ItemId,
  source: string,
  reads: DriveReads,
  gateway: Gateway,
  options: Abortable,
): Promise<Tally> {
  // Not where the process itself reads transactions: it may be told what is not checked.
  const path = `/signed/${id}`;
  let fetched: string | undefined;
  const fetchTransaction = async (): Promise<Transaction | undefined> => {
    const kept = await reads.loadText(path);
    if (kept !== undefined) return decodeTransactionText(kept);
    fetched = await unlessMissing(gateway.fetchTransactionText(id, options));
    return fetched === undefined ? undefined : decodeTransactionText(fetched);
  };
  const tally = await verifySignedData(metadata, bytes, id, { subject, source, fetchTransaction });
  if (fetched !== undefined) await reads.saveText(path, fetched);
  return tally;
}

/**
 * That a process may read something is an attestor's word, and what was found is only an index's answer until its signature is
 * checked, and what was signed found to say so: an index may tell one thing when it is asked for attestations, and another when it is asked for
 * this item. Nothing where it holds. Only what holds is kept: else it is asked for again.
 * @throws VerificationError where it does not
 */
export async function talliesOfAttestation(
  id: ItemId,
  { dataId, reader }: AttestedRead,
  reads: DriveReads,
  gateway: Gateway,
  options: Abortable,
): Promise<readonly Tally[]> {
  const path = `/attestation/${id}`;
  const isSigned = async (text: string): Promise<boolean> => {
    const { metadata, data } = JSON.parse(text) as FetchedItem;
    const bytes = decodeBase64url(data);
    const tally = await tallyOfSigned(metadata, bytes, id, 'gateway', reads, gateway, options);
    if (tally.held > 0 && !isAttestationOf(dataId, metadata, reader)) throw notOfThis(id, dataId);
    return tally.held > 0;
  };
  const kept = await reads.loadText(path);
  const keptHolds = kept !== undefined && unlessUntold(unlessSpoilt(isSigned(kept), options), options);
  if (await keptHolds) return [];
  const fetched = await unlessUntold(fetchItem(id, gateway, options), options);
  if (fetched !== undefined && (await unlessUntold(isSigned(fetched), options))) {
    await reads.saveText(path, fetched);
    return [];
  }
  const reason = `That the process may read this is attested by ${id}, whose signature could not be checked.`;
  return [unknown(subject.fact, 'gateway', { reason, itemId: id })];
}

/** What is attested: that this reader may read this item. */
export interface AttestedRead {
  readonly dataId: ItemId;
  readonly reader: Reader;
}

function notOfThis(id: ItemId, dataId: ItemId): VerificationError {
  return failFact(
    subject.fact,
    'attestation-differs',
    `What was signed as ${id} does not attest, by anyone whom the process names, that it may read ${dataId}.`,
    { itemId: id },
  );
}

/** A read of which a gateway's index could not tell how it was signed, or what admitted it. Plain data. */
export interface OpenRead {
  /** What the ledger says of it. */
  readonly notable: Notable;
  readonly dataId: ItemId;
  /** Null where it is the data itself. */
  readonly attestationId: ItemId | null;
  /** Hex, of what the process was given. */
  readonly sha256: string;
}

export function openIn(
  tallies: readonly Tally[],
  dataId: ItemId,
  { bytes, attestation }: KeptData,
): readonly OpenRead[] {
  const unknowns = tallies.flatMap(({ unknown: count, notable }) => (count > 0 && notable ? [notable] : []));
  if (unknowns.length === 0) return [];
  const sha256 = sha256Hex(bytes);
  return unknowns.map((notable) => ({
    notable,
    dataId,
    attestationId: attestation !== null && notable.itemId === attestation ? attestation : null,
    sha256,
  }));
}

/**
 * Whether what was open holds by now, of the very bytes that the process was given.
 * @throws VerificationError where they are not what was signed; SourceError
 */
export async function isSettled(
  { dataId, attestationId, sha256 }: OpenRead,
  reader: Reader,
  reads: DriveReads,
  gateway: Gateway,
  options: Abortable,
): Promise<boolean> {
  if (attestationId !== null) {
    const attested = { dataId, reader };
    return (await talliesOfAttestation(attestationId, attested, reads, gateway, options)).length === 0;
  }
  const kept = await reads.loadData(dataId);
  if (kept === undefined || sha256Hex(kept.bytes) !== sha256) return false;
  const metadata = await metadataOf(dataId, gateway, options);
  if (metadata === undefined) return false;
  const told = { ...kept, metadataJson: JSON.stringify(metadata) };
  if ((await tallyOfData(dataId, told, 'gateway', reads, gateway, options)).held === 0) return false;
  await reads.saveData(dataId, told);
  return true;
}

/** Undefined where no index knows it, or none can be asked just now. */
export async function metadataOf(
  id: ItemId,
  gateway: Pick<Gateway, 'fetchTransactionMeta'>,
  options: Abortable,
): Promise<GatewayTransaction | undefined> {
  return (await unlessUntold(gateway.fetchTransactionMeta([id], options), options))?.get(id);
}

/** Undefined where nobody can tell just now: it is asked for again, and nobody waits for that. */
async function unlessUntold<Value>(
  telling: Promise<Value>,
  { signal }: Abortable,
): Promise<Value | undefined> {
  try {
    return await telling;
  } catch (error) {
    signal?.throwIfAborted();
    if (!isUntold(error)) throw error;
    return undefined;
  }
}

interface FetchedItem {
  readonly metadata: GatewayTransaction;
  /** base64url */
  readonly data: string;
}

async function fetchItem(id: ItemId, gateway: Gateway, options: Abortable): Promise<string | undefined> {
  const metadata = await metadataOf(id, gateway, options);
  if (metadata === undefined) return undefined;
  const data =
    metadata.dataBytes === 0 ? new Uint8Array(0) : await unlessMissing(gateway.fetchData(metadata, options));
  if (data === undefined) return undefined;
  return JSON.stringify({ metadata, data: encodeBase64url(data) } satisfies FetchedItem);
}
