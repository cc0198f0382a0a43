import { encodeBase64url } from '../../../base/base64url.ts';
import type { AoProcess } from '../../../protocol/process.ts';
import type { Tags } from '../../../protocol/tags.ts';
import type { VerifiedMessage } from '../verifiedSchedule.ts';

export const idOf = (n: number) => encodeBase64url(new Uint8Array(32).fill(n));
export const spawnMs = 1_700_000_000_000;
export const spawnHeight = 1_500_000;

export function processWith(tags: Tags): AoProcess {
  const item = { id: idOf(1), ownerKey: 'AQAB', ownerAddress: idOf(9), tags, signature: 'AQAB' };
  const rest = { anchor: null, target: null, data: '' };
  const owned = { owner: item.ownerAddress, moduleId: idOf(2), scheduler: idOf(3) };
  return {
    id: idOf(1),
    item: { ...item, ...rest },
    tags,
    ...owned,
    blockHeight: spawnHeight,
    timestampMs: spawnMs,
  } as unknown as AoProcess;
}

export interface Said {
  readonly id: number;
  readonly afterMs: number;
  readonly tags?: Tags;
  /** The scheduler assigned the item without sending it. */
  readonly assigned?: boolean;
}

/** Verified entries are made by verification alone; here their content is all that matters. */
export function entry(nonce: number, { id, afterMs, tags = [], assigned = false }: Said): VerifiedMessage {
  const timestampMs = spawnMs + afterMs;
  const item = {
    id: idOf(id),
    ownerKey: 'AQAB',
    ownerAddress: idOf(8),
    tags,
    signature: 'AQAB',
    anchor: null,
    target: '',
    data: 'x',
  };
  const place = {
    processId: idOf(1),
    epoch: 0,
    nonce,
    timestampMs,
    blockHeight: spawnHeight,
    hashChain: idOf(50),
    exclude: [],
  };
  const assignment = { ...item, id: idOf(100 + nonce), messageId: item.id, ...place };
  const message = assigned ? { assignment, message: null, assigned: item } : { assignment, message: item };
  const position = { ...place, assignmentId: assignment.id, spawnBlockHeight: spawnHeight };
  return { message, tallies: [], position } as unknown as VerifiedMessage;
}

export const asProcess: Tags = [{ name: 'Type', value: 'Process' }];
export const everyTenSeconds: Tags = [
  { name: 'Cron-Interval', value: '10-seconds' },
  { name: 'Cron-Tag-Action', value: 'Tick' },
];
