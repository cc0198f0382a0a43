import { findTag } from '../protocol/tags.ts';
import type { PublishedItem } from './archive.ts';
import {
  type Distortion,
  type DistortionContext,
  isAssignment,
  withLastEntry,
  withoutItems,
  withSchedule,
} from './distortion.ts';
import { createGateway } from './gateway.ts';
import { type LieName, lieNonce } from './lies.ts';
import { createSchedulerUnit } from './schedulerUnit.ts';
import { textResponse } from './unit.ts';

/** How the hosts of one scheduler, and gateways, tell the same schedule to different ends. Each contradicts nobody but the other. */
export const hostLies = {
  'host-equivocation': (context) => ({
    'second-scheduler-unit': createSchedulerUnit(withLastEntry(context, 'equivocation')),
  }),
  'host-withholds-tail': (context) => ({
    'scheduler-unit': createSchedulerUnit(cutSchedule(context)),
    gateway: createGateway(withoutItems(context.archive, (item) => isLocation(item) || isAssignment(item))),
  }),
  'archived-tail': (context) => ({
    'scheduler-unit': createSchedulerUnit(cutSchedule(context)),
    gateway: createGateway(withoutItems(context.archive, isLocation)),
  }),
  'archive-gap': (context) => ({
    // What whoever has the address now answers.
    'scheduler-unit': async () => textResponse('Nothing is here.', undefined, 404),
    gateway: createGateway(
      withoutItems(context.archive, (item) => isLocation(item) || isAssignmentAt(lieNonce, item, context)),
    ),
  }),
} as const satisfies Partial<Record<LieName, Distortion>>;

function cutSchedule(context: DistortionContext) {
  return withSchedule(context, (entries) => entries.filter(({ nonce }) => nonce <= lieNonce));
}

function isAssignmentAt(nonce: number, item: PublishedItem, { processId }: DistortionContext): boolean {
  const { tags } = item;
  return (
    isAssignment(item) && findTag(tags, 'Process') === processId && findTag(tags, 'Nonce') === String(nonce)
  );
}

/** It names the honest network's host, which would tell all. */
function isLocation({ tags }: PublishedItem): boolean {
  return findTag(tags, 'Type') === 'Scheduler-Location';
}
