import { ProtocolError } from '../base/errors.ts';
import { addressFrom } from './address.ts';
import { type Address, decodeItemId, type ModuleId, type ProcessId } from './ids.ts';
import type { ScheduledMessage, SchedulerItem } from './message.ts';
import { findTag, findTags, type Tags } from './tags.ts';

/** A process as its scheduler unit describes it (legacynet.md §1.4), tags interpreted by legacynet.md §3.1. */
export interface AoProcess {
  readonly id: ProcessId;
  readonly item: SchedulerItem<ProcessId>;
  readonly owner: Address;
  readonly tags: Tags;
  readonly moduleId: ModuleId;
  /** Value of the `Scheduler` tag: the address whose signature assignments must carry. */
  readonly scheduler: string | undefined;
  /** Spawn block height and time as the scheduler unit says: the origin of cron (legacynet.md §7). */
  readonly blockHeight: number;
  readonly timestampMs: number;
}

/**
 * @param spawn the scheduler unit's block height and time of the spawn
 * @throws ProtocolError `not-a-process` (`details.tag`), `repeated-module-tag`, `invalid-id`
 */
export function decodeProcess(
  item: SchedulerItem<ProcessId>,
  spawn: { readonly blockHeight: number; readonly timestampMs: number },
): AoProcess {
  requireTagValue(item, 'Data-Protocol', 'ao');
  requireTagValue(item, 'Type', 'Process');
  const [moduleId, ...others] = findTags(item.tags, 'Module');
  if (moduleId === undefined) throw notAProcess(item, 'Module', 'a module id');
  if (others.length > 0) {
    throw new ProtocolError(
      'repeated-module-tag',
      `Process ${item.id} names ${others.length + 1} modules; the reference compute unit runs none of them.`,
      { details: { itemId: item.id } },
    );
  }
  return {
    id: item.id,
    item,
    owner: addressFrom(item),
    tags: item.tags,
    moduleId: decodeItemId<ModuleId>(moduleId, `Module tag of process ${item.id}`),
    scheduler: findTag(item.tags, 'Scheduler'),
    blockHeight: spawn.blockHeight,
    timestampMs: spawn.timestampMs,
  };
}

/** Whether a schedule that begins with this entry begins with its process: exactly one `Type`, and that is `Process` (legacynet.md §4.4). */
export function startsWithProcess({ message }: Pick<ScheduledMessage, 'message'>): boolean {
  const types = findTags(message?.tags ?? [], 'Type');
  return types.length === 1 && types[0] === 'Process';
}

function requireTagValue(item: SchedulerItem, name: string, value: string): void {
  if (!findTags(item.tags, name).includes(value)) throw notAProcess(item, name, value);
}

function notAProcess(item: SchedulerItem, tag: string, expected: string): ProtocolError {
  const actual = findTag(item.tags, tag) ?? null;
  const found = actual === null ? 'it has none' : `it says "${actual}"`;
  return new ProtocolError(
    'not-a-process',
    `${item.id} is not an AO process: its ${tag} tag should be ${expected}, and ${found}.`,
    { details: { itemId: item.id, tag, expected, actual } },
  );
}
