import { decodeBase64url } from '../base/base64url.ts';
import type { Bytes } from '../base/bytes.ts';
import { decodeDataItem } from '../protocol/dataItem.ts';
import { type PublishedItem, publishItem } from './publishedItem.ts';

/** Names of lies (`lies.ts`) that a compute unit tells by publishing a checkpoint. */
export const checkpointLieNames = [
  'changed-checkpoint',
  'checkpoint-of-another-process',
  'checkpoint-of-another-module',
  'checkpoint-from-the-future',
  'checkpoint-of-other-bytes',
] as const;
export type CheckpointLieName = (typeof checkpointLieNames)[number];

/** A checkpoint's data lies in a file of its own, which several may share; kept here is what was signed beside it. */
export interface ArchivedCheckpoint {
  /** base64url of the data item up to where its data begins. */
  readonly header: string;
  /** File below the public folder. */
  readonly asset: string;
  readonly dataBytes: number;
}

interface Checkpoints<Checkpoint> {
  /** What the network's compute unit published. */
  readonly honest: readonly Checkpoint[];
  readonly lies: Readonly<Partial<Record<CheckpointLieName, Checkpoint>>>;
}
/** As it lies in `archiveAssets.checkpoints`. */
export type ArchivedCheckpoints = Checkpoints<ArchivedCheckpoint>;
export type PublishedCheckpoints = Checkpoints<PublishedItem>;

export function publishCheckpoints(
  { honest, lies }: ArchivedCheckpoints,
  loadAsset: (name: string) => Promise<Bytes>,
): PublishedCheckpoints {
  const publish = ({ header, asset, dataBytes }: ArchivedCheckpoint): PublishedItem => {
    const published = publishItem(decodeDataItem(decodeBase64url(header)));
    return { ...published, dataBytes, loadData: () => loadAsset(asset) };
  };
  const told = Object.entries(lies).map(([name, checkpoint]) => [name, publish(checkpoint)]);
  return { honest: honest.map(publish), lies: Object.fromEntries(told) as PublishedCheckpoints['lies'] };
}
