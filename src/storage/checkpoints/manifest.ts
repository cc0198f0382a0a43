import type { PackReference } from '../pages/pack.ts';
import { areRuns, type PageRuns } from '../pages/pageRuns.ts';
import { pageBytes } from '../pages/pages.ts';
import type { ManifestRecord } from '../records/records.ts';
import type { Seal, SealedParts } from '../records/seal.ts';
import type { CheckpointInfo, CheckpointPlace } from './checkpoint.ts';

/** A pack of memory pages. */
export interface Layer extends PackReference {
  /** Which pages it holds, in this order. */
  readonly runs: PageRuns;
  /** Its pages are differences: their XOR with what the layers before it have (`deltaLayer.ts`). */
  readonly isDelta?: true;
}

export interface FileReference {
  readonly path: string;
  readonly contentBytes: number;
  readonly pack: PackReference;
}

/**
 * The list that rebuilds one state. A page's content is in the *last* plain layer that has it; a page in none is zero; and
 * differences that lie above are applied to it. Layers are shared
 * with the checkpoints before and after it.
 */
export interface Manifest extends CheckpointPlace {
  readonly memoryBytes: number;
  readonly layers: readonly Layer[];
  readonly clockTick: number;
  readonly files: readonly FileReference[];
  readonly ledgerJson: string;
  readonly addedBytes: number;
  readonly savedMs: number;
}

export async function sealManifest(seal: Seal, lineId: string, manifest: Manifest): Promise<ManifestRecord> {
  const json = JSON.stringify(manifest);
  const { nonce } = manifest;
  return { lineId, nonce, json, seal: await seal.make(sealedParts({ lineId, nonce, json })) };
}

export type OpenedManifest =
  | { readonly kind: 'good'; readonly manifest: Manifest }
  | { readonly kind: 'bad'; readonly problem: string };

/** The manifest, if this browser wrote exactly it for exactly this place. */
export async function openManifest(seal: Seal, record: ManifestRecord): Promise<OpenedManifest> {
  if (typeof record.json !== 'string' || !(await seal.holds(sealedParts(record), record.seal))) {
    return { kind: 'bad', problem: 'its manifest was changed' };
  }
  const manifest = JSON.parse(record.json) as Manifest;
  const pageCount = manifest.memoryBytes / pageBytes;
  // The seal says that we wrote it, not that we wrote it right.
  if (!manifest.layers.every((layer) => areRuns(layer.runs, pageCount))) {
    return { kind: 'bad', problem: 'its manifest names pages that cannot be' };
  }
  return { kind: 'good', manifest };
}

/** What a manifest says, unchecked: for lists, and for finding out what is still in use. */
export function peekManifest(record: ManifestRecord): Manifest | undefined {
  try {
    const manifest = JSON.parse(record.json) as Partial<Manifest> | null;
    return Array.isArray(manifest?.layers) && Array.isArray(manifest.files)
      ? (manifest as Manifest)
      : undefined;
  } catch {
    return undefined;
  }
}

export function packsOf(manifest: Manifest): readonly PackReference[] {
  return [...manifest.layers, ...manifest.files.map((file) => file.pack)];
}

export function infoOf(manifest: Manifest): CheckpointInfo {
  const { nonce, assignmentId, hashChain, timestampMs, blockHeight } = manifest;
  const { memoryBytes, addedBytes, savedMs, evaluationMs, origin } = manifest;
  return {
    nonce,
    assignmentId,
    hashChain,
    timestampMs,
    blockHeight,
    // Manifests of version 1 do not say.
    evaluationMs: (evaluationMs as number | undefined) ?? 0,
    memoryBytes,
    addedBytes,
    savedMs,
    ...(origin !== undefined && { origin }),
  };
}

function sealedParts({ lineId, nonce, json }: Omit<ManifestRecord, 'seal'>): SealedParts {
  return ['checkpoint', lineId, nonce, json];
}
