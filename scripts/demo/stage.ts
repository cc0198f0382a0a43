import { type Bytes, encodeUtf8 } from '../../src/base/bytes.ts';
import {
  type OutboxMessage,
  type PushedBy,
  signMessage,
  signPushedMessage,
  type TagPair,
  textAnchor,
} from './aoMessages.ts';
import { units } from './cast.ts';
import type { Random } from './random.ts';
import type { ProcessSchedule, ScheduledEntry } from './scheduler.ts';
import type { Signer } from './signer.ts';

/** A process while its life is being played. */
export interface Stage {
  readonly schedule: ProcessSchedule;
  readonly random: Random;
}

/** An outbox message that waits for its messenger. */
export interface Push {
  readonly outbox: OutboxMessage;
  readonly by: PushedBy;
  /** When its sender sent it. */
  readonly sentMs: number;
}

/** A wallet's message, some time after the one before; now and then in the same millisecond, which readers that page by time lose (legacynet.md §1.2). */
export async function send(
  stage: Stage,
  sender: Signer,
  tags: readonly TagPair[],
  data?: string | Bytes,
): Promise<ScheduledEntry> {
  const { schedule, random } = stage;
  const content = data === undefined ? {} : { data };
  const anchored = random.chance(0.3) ? { anchor: textAnchor(random) } : {};
  const sign = (change: object) => signMessage(sender, schedule.process.id, tags, { ...content, ...change });
  let message = await sign(anchored);
  // A scheduler unit takes no item twice (legacynet.md §1.5), so whoever says the same again signs something else.
  if (schedule.entries.some((entry) => entry.message.id === message.id)) {
    message = await sign({ anchor: encodeUtf8(String(schedule.entries.length).padStart(32, '0')) });
  }
  return schedule.assign(message, random.chance(0.02) ? 0 : 400 + random.below(90_000));
}

/** What `push` says, signed by the network's messenger and scheduled, not before it was sent. */
export async function deliver(
  stage: Stage,
  push: Push,
  messenger: Signer = units.messenger,
): Promise<ScheduledEntry> {
  const { schedule, random } = stage;
  const message = await signPushedMessage(messenger, push.outbox, push.by);
  return schedule.assign(message, Math.max(0, push.sentMs - schedule.nowMs) + 800 + random.below(2_500));
}
