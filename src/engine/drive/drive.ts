import type { Abortable } from '../../base/abort.ts';
import type { Bytes } from '../../base/bytes.ts';
import { formatTraits } from '../../evaluation/formats.ts';
import type { DriveAnswer, DriveDoor } from '../../evaluation/weaveDrive/driveDoor.ts';
import { type ItemId, isItemId } from '../../protocol/ids.ts';
import type { AoModule } from '../../protocol/module.ts';
import type { AoProcess } from '../../protocol/process.ts';
import { findTags } from '../../protocol/tags.ts';
import type { Gateway } from '../../sources/gateway.ts';
import type { Store } from '../../storage/store.ts';
import { type Tally, unknown } from '../../verification/tally.ts';
import { verifyTransactionText } from '../../verification/transactionText.ts';
import { admit, isAdmittedByTags } from './driveAdmission.ts';
import {
  isSettled,
  metadataOf,
  type OpenRead,
  openIn,
  talliesOfAttestation,
  tallyOfData,
} from './driveEvidence.ts';
import { createDriveReads, type KeptData, unlessSpoilt } from './driveReads.ts';
import { refused, refusing } from './driveRefusal.ts';

/** The engine's side of a module's WeaveDrive. */
export interface Drive {
  readonly door: DriveDoor;
  /** Evidence about what was read since this was last called. */
  takeReads(): DriveFindings;
  /** Asks again for what was open of a read. @throws VerificationError where it turns out not to be what was signed; SourceError */
  settles(open: OpenRead): Promise<boolean>;
}

export interface DriveFindings {
  readonly tallies: readonly Tally[];
  /** What gateways could not tell of them. */
  readonly open: readonly OpenRead[];
}

export interface DriveOptions extends Abortable {
  readonly process: AoProcess;
  readonly module: AoModule;
  readonly gateway: Gateway;
  readonly store: Store;
}

/** Of a process without a drive. */
export const noReads: DriveFindings = { tallies: [], open: [] };

/** Items of WeaveDrive are checked whole, so they have to fit. */
const maximumBytes = 512 * 1024 * 1024;
const fact = 'weavedrive-reads';
const noId = refused('this is not the id of an item');

/** Whether the reference attaches a drive (legacynet.md §10). */
export function hasDrive({ format, tags }: Pick<AoModule, 'format' | 'tags'>): boolean {
  return formatTraits[format].weaveDriveAttached || findTags(tags, 'Extension').includes('WeaveDrive');
}

/**
 * Answers a module's drive from what was kept of earlier reads, else from a gateway; checks content against its id; keeps it.
 *
 * DIFF FROM REFERENCE CU: data is what the id stands for, from `/raw/{id}` or out of its bundle, where the reference takes `/{id}`, which
 * a gateway may render in another way; and a gateway that cannot be reached ends the evaluation at once with a `SourceError` instead of
 * after ten seconds with a halt, which the mistake in the reference's retry makes of it.
 */
export function createDrive(options: DriveOptions): Drive {
  const { process, module, gateway, store, signal } = options;
  const reader = { process, module };
  const reads = createDriveReads(process.id, store);
  const tallies = new Map<string, readonly Tally[]>();
  const open: OpenRead[] = [];
  const reported = new Set<string>();
  /** The file that was read last: it is read in pieces. */
  let current: { readonly id: string; readonly bytes: Bytes } | undefined;
  const report = (path: string, found: readonly Tally[]) => {
    if (!reported.has(path)) tallies.set(path, found);
    reported.add(path);
  };

  async function text(path: string, fetchText: () => Promise<string>, check: Check): Promise<DriveAnswer> {
    const kept = await reads.loadText(path);
    const checking = kept === undefined ? undefined : unlessSpoilt(check(kept, 'this browser'), { signal });
    let [found, tally] = [kept, await checking];
    if (found === undefined || tally === undefined) {
      found = await fetchText();
      tally = await check(found, 'gateway');
      await reads.saveText(path, found);
    }
    report(path, [tally]);
    // As where a response is read as text.
    return { kind: 'text', text: found.replace(/^\uFEFF/, '') };
  }

  async function checkData(id: ItemId, kept: KeptData, source: string): Promise<void> {
    const path = `/data/${id}`;
    const found = [await tallyOfData(id, kept, source, reads, gateway, { signal })];
    const { attestation } = kept;
    const attested = `${path}${attestation}`;
    // What a gateway could not show of it is not asked for at each read.
    const asks = attestation !== null && !reported.has(attested);
    const ofAttestation = asks
      ? await talliesOfAttestation(attestation, { dataId: id, reader }, reads, gateway, { signal })
      : [];
    if (!reported.has(path)) open.push(...openIn(found, id, kept));
    report(path, found);
    if (!asks) return;
    open.push(...openIn(ofAttestation, id, kept));
    report(attested, ofAttestation);
  }

  /** Checked each time that it is loaded, whatever was found the last time: a disk may change it meanwhile. */
  async function loadData(id: ItemId, blockHeight: number): Promise<KeptData | undefined> {
    const kept = await reads.loadData(id);
    if (kept === undefined || !(kept.admittedFrom <= blockHeight)) return undefined;
    const checking = checkData(id, kept, 'this browser').then(() => kept);
    return unlessSpoilt(checking, { signal });
  }

  async function fetchData(id: ItemId, admission: Pick<KeptData, 'admittedFrom' | 'attestation'>) {
    const limited = { signal, maximumBytes };
    const metadata = await metadataOf(id, gateway, { signal });
    const bytes = await (metadata === undefined
      ? gateway.fetchRaw(id, limited)
      : gateway.fetchData(metadata, limited));
    const data = {
      ...admission,
      bytes,
      metadataJson: metadata === undefined ? null : JSON.stringify(metadata),
    };
    await checkData(id, data, 'gateway');
    await reads.saveData(id, data);
    return data;
  }

  async function openData(id: ItemId, blockHeight: number): Promise<DriveAnswer> {
    let data = await loadData(id, blockHeight);
    // What is kept may have come in a file, whose maker can leave out what has to be attested.
    if (data === undefined || (data.attestation === null && !isAdmittedByTags(id, reader))) {
      const admission = await admit(id, blockHeight, reader, gateway, { signal });
      if (admission.kind === 'refused') return admission;
      data = await fetchData(id, { admittedFrom: blockHeight, attestation: admission.attestation ?? null });
    }
    current = { id, bytes: data.bytes };
    return { kind: 'size', byteCount: data.bytes.length };
  }

  async function bytesOf(id: ItemId): Promise<Bytes> {
    if (current?.id === id) return current.bytes;
    const kept = await loadData(id, Number.MAX_SAFE_INTEGER);
    // It was opened before the state that this evaluation started from, and is no longer stored.
    const { bytes } =
      kept ?? (await fetchData(id, { admittedFrom: Number.MAX_SAFE_INTEGER, attestation: null }));
    current = { id, bytes };
    return bytes;
  }

  return {
    door: (request) =>
      refusing(async () => {
        switch (request.kind) {
          case 'transaction': {
            const { id } = request;
            if (!isItemId(id)) return noId;
            const check: Check = (found, source) => verifyTransactionText(found, id, source);
            return text(`/tx/${id}`, () => gateway.fetchTransactionText(id, { signal }), check);
          }
          case 'block': {
            const height = Number(request.height);
            if (!/^\d{1,15}$/.test(request.height)) return refused('there is no such block height');
            const reason = `What stands in block ${height} is a gateway’s word.`;
            const check: Check = (_, source) => Promise.resolve(unknown(fact, source, { reason }));
            return text(`/block/${request.height}`, () => gateway.fetchBlockText(height, { signal }), check);
          }
          case 'data':
            return isItemId(request.id) ? openData(request.id, request.blockHeight) : noId;
          case 'bytes': {
            if (!isItemId(request.id)) return noId;
            const bytes = await bytesOf(request.id);
            return { kind: 'bytes', bytes: bytes.slice(request.start, request.end) };
          }
        }
      }),
    takeReads() {
      const taken = { tallies: [...tallies.values()].flat(), open: open.splice(0) };
      tallies.clear();
      return taken;
    },
    settles: (read) => isSettled(read, reader, reads, gateway, { signal }),
  };
}

type Check = (text: string, source: string) => Promise<Tally>;
