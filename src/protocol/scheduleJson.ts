import { JsonAt } from '../base/json.ts';
import { decodeAssignment } from './assignment.ts';
import { type AssignmentId, decodeItemId, type MessageId, type ProcessId } from './ids.ts';
import type { ScheduledMessage } from './message.ts';
import { type AoProcess, decodeProcess } from './process.ts';
import { decodeOwner, decodeSchedulerItem, decodeTagList } from './schedulerItemJson.ts';

/** One page of a schedule, in the order in which the scheduler unit gave it. */
export interface SchedulerPage {
  /** Some units say true although nothing follows (legacynet.md §1.2). */
  readonly hasNextPage: boolean;
  readonly entries: readonly SchedulerPageEntry[];
}

export interface SchedulerPageEntry {
  readonly message: ScheduledMessage;
  /** The nonce in nonce mode, a timestamp in ms where the unit ignores nonces. */
  readonly cursor: string;
}

/** What a scheduler unit takes for now. */
export interface SchedulerTime {
  readonly timestampMs: number;
  readonly blockHeight: number;
}

/**
 * Answer of `GET /{process-id}` (legacynet.md §1.2).
 * @throws ProtocolError `unexpected-json`, `invalid-id`, `invalid-assignment`
 */
export function decodeSchedulePage(json: unknown): SchedulerPage {
  const page = new JsonAt(json, 'page');
  return {
    hasNextPage: page.field('page_info').field('has_next_page').boolean(),
    entries: page
      .field('edges')
      .items()
      .map((edge) => ({
        message: decodeNode(edge.field('node')),
        cursor: String(decodeCursor(edge.field('cursor'))),
      })),
  };
}

/**
 * Answer of `GET /{message-id}` and `GET /{process-id}/latest` (legacynet.md §1.1): one node without its edge. The unit may
 * answer with another process's assignment: compare `assignment.processId`.
 * @throws ProtocolError as `decodeSchedulePage`
 */
export function decodeScheduledMessage(json: unknown): ScheduledMessage {
  return decodeNode(new JsonAt(json, 'message'));
}

/**
 * Answer of `GET /processes/{process-id}` (legacynet.md §1.4).
 * @throws ProtocolError `unexpected-json`, `invalid-id`, `not-a-process`, `repeated-module-tag`
 */
export function decodeProcessJson(json: unknown): AoProcess {
  const at = new JsonAt(json, 'process');
  const item = {
    id: decodeItemId<ProcessId>(at.field('process_id').value, 'process_id'),
    ...decodeOwner(at.field('owner')),
    tags: decodeTagList(at.field('tags')),
    signature: at.field('signature').textOrNull() ?? '',
    anchor: at.field('anchor').textOrNull(),
    target: at.field('target').textOrNull(),
    data: at.field('data').textOrNull(),
  };
  return decodeProcess(item, {
    blockHeight: at.field('block').count(),
    timestampMs: at.field('timestamp').count(),
  });
}

/** Answer of `GET /timestamp`: both numbers come as text. @throws ProtocolError `unexpected-json` */
export function decodeSchedulerTime(json: unknown): SchedulerTime {
  const at = new JsonAt(json, 'time');
  return { timestampMs: at.field('timestamp').count(), blockHeight: at.field('block_height').count() };
}

function decodeNode(node: JsonAt): ScheduledMessage {
  const assignment = decodeAssignment(decodeSchedulerItem<AssignmentId>(node.field('assignment')));
  const message = node.field('message').within({ nonce: assignment.nonce });
  return {
    assignment,
    message: message.isAbsent ? null : decodeSchedulerItem<MessageId>(message),
  };
}

function decodeCursor(at: JsonAt): string | number {
  return typeof at.value === 'number' ? at.count() : at.text();
}
