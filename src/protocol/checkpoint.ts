import { ProtocolError } from '../base/errors.ts';
import { type AssignmentId, decodeItemId, type ItemId, type ModuleId, type ProcessId } from './ids.ts';
import { findTag, type Tags } from './tags.ts';

/** What the tags of a published checkpoint say (legacynet.md §8.1). All of it is its owner's word. */
export interface CheckpointClaim {
  readonly processId: ProcessId;
  readonly moduleId: ModuleId;
  /** The last scheduled message that the memory includes. */
  readonly nonce: number;
  readonly timestampMs: number;
  readonly blockHeight: number;
  /** Hex SHA-256 of the memory, unpacked. */
  readonly memorySha256: string;
  /** Older units name neither assignment nor hash chain. */
  readonly assignmentId: AssignmentId | undefined;
  readonly hashChain: string | undefined;
  /** The memory was taken after this timer fired, between two scheduled messages. */
  readonly cron: string | undefined;
}

/**
 * @param itemId undefined where nobody signed it: it came in a file
 * @throws ProtocolError `not-a-checkpoint` (`details.tag`) where a tag that has to be there is missing or cannot be read; `invalid-id`
 */
export function decodeCheckpointTags(tags: Tags, itemId: ItemId | undefined): CheckpointClaim {
  const what = itemId === undefined ? 'A part of the file' : `Item ${itemId}`;
  const text = (name: string, pattern = /^.+$/) => {
    const value = findTag(tags, name);
    if (value !== undefined && pattern.test(value)) return value;
    throw new ProtocolError(
      'not-a-checkpoint',
      `${what} is no checkpoint that can be read: its ${name} tag is ${value ?? 'missing'}.`,
      { details: { ...(itemId !== undefined && { itemId }), tag: name, actual: value ?? null } },
    );
  };
  text('Type', /^Checkpoint$/);
  text('Data-Protocol', /^ao$/);
  // The reference writes nothing else, and reads nothing else either.
  text('Content-Encoding', /^gzip$/);
  const assignmentId = findTag(tags, 'Assignment');
  return {
    processId: decodeItemId<ProcessId>(text('Process'), 'process id'),
    moduleId: decodeItemId<ModuleId>(text('Module'), 'module id'),
    nonce: Number(text('Nonce', wholeNumber)),
    timestampMs: Number(text('Timestamp', wholeNumber)),
    blockHeight: Number(text('Block-Height', wholeNumber)),
    memorySha256: text('SHA-256', /^[0-9a-f]{64}$/i).toLowerCase(),
    assignmentId:
      assignmentId === undefined ? undefined : decodeItemId<AssignmentId>(assignmentId, 'assignment id'),
    hashChain: findTag(tags, 'Hash-Chain'),
    cron: findTag(tags, 'Cron-Interval'),
  };
}

const wholeNumber = /^\d{1,15}$/;

export type CheckpointToPublish = Omit<CheckpointClaim, 'cron'> & {
  readonly assignmentId: AssignmentId;
  readonly hashChain: string;
  readonly epoch: number;
};

/** Its tags as the reference writes them, in its order (legacynet.md §8.1). */
export function encodeCheckpointTags(checkpoint: CheckpointToPublish): Tags {
  const { nonce, epoch } = checkpoint;
  return Object.entries({
    'Data-Protocol': 'ao',
    Variant: 'ao.TN.1',
    Type: 'Checkpoint',
    Module: checkpoint.moduleId,
    Process: checkpoint.processId,
    Nonce: String(nonce),
    Timestamp: String(checkpoint.timestampMs),
    'Block-Height': String(checkpoint.blockHeight),
    'Content-Type': 'application/octet-stream',
    'SHA-256': checkpoint.memorySha256,
    'Content-Encoding': 'gzip',
    'Unit-Identifier': 'selfsame',
    Ordinate: String(nonce),
    Assignment: checkpoint.assignmentId,
    'Hash-Chain': checkpoint.hashChain,
    ...(epoch === 0 ? {} : { Epoch: String(epoch) }),
  }).map(([name, value]) => ({ name, value }));
}
