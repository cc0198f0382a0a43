import type { ModuleMemory } from '../../instance/moduleMemory.ts';

/** C's `struct tm`; NaN where a field is not in memory. */
export interface Tm {
  readonly seconds: number;
  readonly minutes: number;
  readonly hours: number;
  readonly monthDay: number;
  readonly month: number;
  /** Years since 1900. */
  readonly year: number;
  readonly weekDay: number;
  readonly yearDay: number;
  readonly isDst: number;
  readonly gmtOffset: number;
  readonly zone: string;
}

const offsets = {
  seconds: 0,
  minutes: 4,
  hours: 8,
  monthDay: 12,
  month: 16,
  year: 20,
  weekDay: 24,
  yearDay: 28,
  isDst: 32,
} as const;

/** Offsets of the fields whose place depends on the width of C's `long`. */
export function tmFields(memory: ModuleMemory) {
  return memory.pointerBytes === 8
    ? { ...offsets, gmtOffset: 40, zone: 48 }
    : { ...offsets, gmtOffset: 36, zone: 40 };
}

export function readTm(memory: ModuleMemory, address: number): Tm {
  const field = (offset: number) => memory.readInt32(address + offset);
  const { gmtOffset, zone } = tmFields(memory);
  return {
    seconds: field(offsets.seconds),
    minutes: field(offsets.minutes),
    hours: field(offsets.hours),
    monthDay: field(offsets.monthDay),
    month: field(offsets.month),
    year: field(offsets.year),
    weekDay: field(offsets.weekDay),
    yearDay: field(offsets.yearDay),
    isDst: field(offsets.isDst),
    gmtOffset: memory.readLong(address + gmtOffset),
    zone: memory.readText(memory.readPointer(address + zone)),
  };
}

/** Writes the calendar fields; daylight saving, offset and zone stay as they are. */
export function writeTm(
  memory: ModuleMemory,
  address: number,
  tm: Omit<Tm, 'isDst' | 'gmtOffset' | 'zone'>,
): void {
  memory.writeInt32(address + offsets.seconds, tm.seconds);
  memory.writeInt32(address + offsets.minutes, tm.minutes);
  memory.writeInt32(address + offsets.hours, tm.hours);
  memory.writeInt32(address + offsets.monthDay, tm.monthDay);
  memory.writeInt32(address + offsets.month, tm.month);
  memory.writeInt32(address + offsets.year, tm.year);
  memory.writeInt32(address + offsets.weekDay, tm.weekDay);
  memory.writeInt32(address + offsets.yearDay, tm.yearDay);
}
