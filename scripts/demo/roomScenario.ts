import { arweaveWallets, ethereumWallets, units } from './cast.ts';
import { createRandom } from './random.ts';
import { nicknames, roomLines } from './roomLines.ts';
import { openSchedule, type ScheduledEntry } from './scheduler.ts';
import type { SignedItem } from './signedItem.ts';
import { deliver, type Push, type Stage, send } from './stage.ts';

const members = [...Object.values(arweaveWallets), ...ethereumWallets].slice(0, nicknames.length);

export interface RoomScenario extends Stage {
  /** The messages that made the room pay. */
  readonly tips: readonly ScheduledEntry[];
}

/** A chat room's day: members come in, the room is given tokens, everything is said, tips are paid, somebody leaves. */
export async function playRoom(
  process: SignedItem,
  startMs: number,
  lua: string,
  income: Push | undefined,
): Promise<RoomScenario> {
  const random = createRandom('room');
  const schedule = await openSchedule(units.scheduler, process, startMs, createRandom('room anchors'));
  const stage = { schedule, random };
  await send(stage, arweaveWallets.ada, [['Action', 'Eval']], lua);
  await send(stage, random.pick(ethereumWallets), [['Action', 'Say']], 'Is anyone here?');
  for (const [place, nickname] of nicknames.entries()) {
    await send(stage, memberAt(place), [
      ['Action', 'Register'],
      ['Nickname', nickname],
    ]);
  }
  await send(stage, memberAt(1), [
    ['Action', 'Register'],
    ['Nickname', 'ada'],
  ]);
  if (income !== undefined) await deliver(stage, income);
  const tips: ScheduledEntry[] = [];
  for (const [place, line] of roomLines.entries()) {
    await send(stage, random.pick(members), [['Action', 'Say']], line);
    if (place % 8 === 3)
      tips.push(await send(stage, memberAt(0), tipFor(memberAt(place % members.length).address, place)));
  }
  await send(stage, memberAt(3), [['Action', 'Leave']]);
  await send(stage, memberAt(0), [['Action', 'Members']]);
  await send(stage, memberAt(0), [['Action', 'History']]);
  return { ...stage, tips };
}

function memberAt(place: number) {
  const member = members[place];
  if (member === undefined) throw new RangeError(`There is no member ${place}.`);
  return member;
}

function tipFor(recipient: string, place: number): readonly (readonly [string, string])[] {
  return [
    ['Action', 'Tip'],
    ['Recipient', recipient],
    ['Quantity', String(1_500_000_000_000n + BigInt(place))],
  ];
}
