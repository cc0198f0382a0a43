import type { Archive, PublishedItem } from './archive.ts';
import { type CheckpointLieName, checkpointLieNames } from './checkpoints.ts';
import { type Distortion, flipBit } from './distortion.ts';
import { createGateway } from './gateway.ts';

/** How compute units lie by what they publish, and gateways about it. */
export const checkpointLies: Readonly<Record<CheckpointLieName | 'flipped-checkpoint-byte', Distortion>> = {
  ...(Object.fromEntries(
    checkpointLieNames.map((name) => [name, ({ archive }) => told(archive, archive.checkpoints.lies[name])]),
  ) as Record<CheckpointLieName, Distortion>),
  'flipped-checkpoint-byte': ({ archive }) => {
    const [honest] = archive.checkpoints.honest;
    if (honest === undefined) return {};
    return told(archive, { ...honest, loadData: async () => flipBit(await honest.loadData()) });
  },
};

/** A gateway that finds this checkpoint, and no other, where one asks for those of the demo token. */
function told(archive: Archive, checkpoint: PublishedItem | undefined): ReturnType<Distortion> {
  if (checkpoint === undefined) return {};
  const items = new Map(archive.items);
  const [honest] = archive.checkpoints.honest;
  if (honest !== undefined) items.delete(honest.id);
  items.set(checkpoint.id, { ...checkpoint, foundBy: honest?.tags ?? checkpoint.tags });
  return { gateway: createGateway({ ...archive, items }) };
}
