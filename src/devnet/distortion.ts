import { findTag } from '../protocol/tags.ts';
import type { Archive, PublishedItem, ScheduleEntry } from './archive.ts';
import type { UnitKind } from './hosts.ts';
import type { Unit } from './unit.ts';

/** Makes the units that tell a lie; units that it leaves out stay honest. */
export type Distortion = (context: DistortionContext) => Partial<Readonly<Record<UnitKind, Unit>>>;

export interface DistortionContext {
  readonly archive: Archive;
  /** The process that lies are about. */
  readonly processId: string;
  /** The entry that was signed for a lie, by the lie's name. */
  readonly signedLie: (name: string) => ScheduleEntry;
}

/** The archive, were the schedule of one process another. */
export function withSchedule(
  { archive, processId }: DistortionContext,
  change: (entries: readonly ScheduleEntry[]) => readonly ScheduleEntry[],
): Archive {
  const schedules = new Map(archive.schedules);
  schedules.set(processId, change(schedules.get(processId) ?? []));
  return { ...archive, schedules };
}

/** The archive, were one entry of the schedule another. */
export function withEntry(
  context: DistortionContext,
  nonce: number,
  change: (entry: ScheduleEntry) => ScheduleEntry,
): Archive {
  return withSchedule(context, (entries) =>
    entries.map((entry) => (entry.nonce === nonce ? change(entry) : entry)),
  );
}

/** The archive, were the last entry of the schedule the one that was signed for a lie. */
export function withLastEntry(context: DistortionContext, lie: string): Archive {
  const signed = context.signedLie(lie);
  return withEntry(context, signed.nonce, () => signed);
}

/** The archive, did gateways not know some items. What scheduler units tell stays. */
export function withoutItems(archive: Archive, isUnknown: (item: PublishedItem) => boolean): Archive {
  return { ...archive, items: new Map([...archive.items].filter(([, item]) => !isUnknown(item))) };
}

export function isAssignment({ tags }: PublishedItem): boolean {
  return findTag(tags, 'Type') === 'Assignment';
}

/** The archive, were one item of the gateways' another. */
export function withItem(
  archive: Archive,
  isWanted: (item: PublishedItem) => boolean,
  change: (item: PublishedItem) => PublishedItem,
): Archive {
  const found = [...archive.items].find(([, item]) => isWanted(item));
  if (found === undefined) throw new RangeError('There is no item to lie about.');
  const [id, item] = found;
  return { ...archive, items: new Map(archive.items).set(id, change(item)) };
}

/** The archive, were the module of the process another; `undefined` takes it away. */
export function withModule(
  { archive, processId }: DistortionContext,
  change: (module: PublishedItem) => PublishedItem | undefined,
): Archive {
  const process = archive.items.get(processId);
  const id = findTag(process?.tags ?? [], 'Module') ?? '';
  const module = archive.items.get(id);
  const changed = module === undefined ? undefined : change(module);
  const items = new Map(archive.items);
  if (changed === undefined) items.delete(id);
  else items.set(id, changed);
  return { ...archive, items };
}

/** The lowest bit of the byte in the middle is what a flipped bit is here. */
export function flipBit(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const flipped = new Uint8Array(bytes);
  const middle = flipped.length >> 1;
  flipped[middle] = (flipped[middle] ?? 0) ^ 1;
  return flipped;
}
