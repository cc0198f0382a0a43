import type { FormatTraits } from '../../formats.ts';
import { AbortedError } from '../../instance/moduleErrors.ts';
import type { ExportsOf, ModuleExports } from '../../instance/moduleExports.ts';
import type { ModuleMemory } from '../../instance/moduleMemory.ts';
import type { HostContext } from '../hostContext.ts';
import { define, type ImportFamily } from './define.ts';
import { formatTime, isLeapYear } from './strftime.ts';
import { readTm, type Tm, tmFields, writeTm } from './tm.ts';

const millisecondsPerDay = 86_400_000;

/** The C library's calendar. The zone is UTC and the language English, whatever the visitor's are (legacynet.md §5.3). */
export function calendarImports(
  memory: ModuleMemory,
  traits: FormatTraits,
  host: HostContext,
  exports: ExportsOf,
): ImportFamily {
  const oldCalendar = traits.structures === 'early';
  const broken = (time: number, tm: number, local: boolean) => {
    const seconds = oldCalendar ? memory.readInt32(time) : time;
    const date = new Date(seconds * 1000);
    writeTm(memory, tm, fieldsOf(date, local && !oldCalendar));
    if (!local) return;
    // With 64-bit pointers the reference makes a BigInt of the zone's offset, which fails where there is no such date.
    if (memory.pointerBytes === 8 && Number.isNaN(date.getTime())) throw new AbortedError('not a date');
    memory.writePointer(tm + tmFields(memory).gmtOffset, 0);
    memory.writeInt32(tm + tmFields(memory).isDst, 0);
  };
  const breakDown = (local: boolean) =>
    define(oldCalendar ? 'pp>v' : 'lp>v', (time, tm) => broken(time, tm, local));
  const format = (target: number, room: number, pattern: number, tm: number) => {
    const capacity = oldCalendar ? room | 0 : room;
    return formatTime(memory, {
      target,
      capacity,
      pattern: memory.readText(pattern),
      tm: readTm(memory, tm),
    });
  };
  return {
    _gmtime_js: breakDown(false),
    _localtime_js: breakDown(true),
    _mktime_js: define(oldCalendar ? 'p>i' : 'p>l', (tm) => makeTime(memory, tm, oldCalendar)),
    _tzset_js:
      traits.zoneNames === 'allocated'
        ? define('ppp>v', (zone, daylight, names) => {
            if (host.timeZoneSet) return;
            host.timeZoneSet = true;
            allocateZoneNames(memory, exports(), zone, daylight, names);
          })
        : define('pppp>v', (zone, daylight, standard, summer) => {
            memory.writePointer(zone, 0);
            memory.writeInt32(daylight, 0);
            // "Coordinated Universal Time" cut to the seven bytes that format 3 has room for.
            const name = traits.zoneNames === 'seven-bytes' ? 'Coordi' : 'UTC';
            for (const address of [summer, standard]) memory.writeBytes(address, zeroTerminated(name));
          }),
    strftime: define('pppp>p', format),
    strftime_l: define('ppppp>p', format),
  };
}

/** Replicated quirk: where `exact` is false, the first century counts its days from the same year of the twentieth. */
function fieldsOf(date: Date, exact: boolean): Omit<Tm, 'isDst' | 'gmtOffset' | 'zone'> {
  // The day's number is that of any year as long: dates reach into years whose first day they do not reach.
  const start = exact ? (isLeapYear(date.getUTCFullYear()) ? 2000 : 2001) : date.getUTCFullYear();
  const day = exact ? Date.UTC(start, date.getUTCMonth(), date.getUTCDate()) : date.getTime();
  return {
    seconds: date.getUTCSeconds(),
    minutes: date.getUTCMinutes(),
    hours: date.getUTCHours(),
    monthDay: date.getUTCDate(),
    month: date.getUTCMonth(),
    year: date.getUTCFullYear() - 1900,
    weekDay: date.getUTCDay(),
    yearDay: ((day - Date.UTC(start, 0, 1)) / millisecondsPerDay) | 0,
  };
}

/** Normalises a broken-down time in place and returns it in seconds since 1970. */
function makeTime(memory: ModuleMemory, address: number, oldCalendar: boolean): number {
  const tm = readTm(memory, address);
  const date = utcDate(tm);
  // Replicated quirk: with summer time, the offset is that of the first day of the year, which the earliest dates do not have.
  if (tm.isDst > 0 && Number.isNaN(Date.UTC(date.getUTCFullYear(), 0, 1))) date.setTime(Number.NaN);
  if (tm.isDst < 0) memory.writeInt32(address + tmFields(memory).isDst, 0);
  // Where the caller believes in summer time the reference leaves the time alone too: both its offsets are zero.
  const fields = fieldsOf(date, !oldCalendar);
  // Formats 1 and 2 do not write the year back.
  writeTm(memory, address, oldCalendar ? { ...fields, year: tm.year } : fields);
  const milliseconds = date.getTime();
  if (Number.isNaN(milliseconds)) return oldCalendar ? 0 : -1;
  return oldCalendar ? (milliseconds / 1000) | 0 : milliseconds / 1000;
}

/** The two-digit years 0 to 99 mean 1900 to 1999 to the Date constructor that the reference uses. */
function utcDate(tm: Tm): Date {
  return new Date(Date.UTC(tm.year + 1900, tm.month, tm.monthDay, tm.hours, tm.minutes, tm.seconds));
}

function allocateZoneNames(
  memory: ModuleMemory,
  exports: ModuleExports,
  zone: number,
  daylight: number,
  names: number,
): void {
  memory.writeInt32(zone, 0);
  memory.writeInt32(daylight, 0);
  const name = zeroTerminated('Coordinated Universal Time');
  const winter = exports.malloc(name.length);
  if (winter !== 0) memory.writeBytes(winter, name);
  const summer = exports.malloc(name.length);
  if (summer !== 0) memory.writeBytes(summer, name);
  memory.writePointer(names, summer);
  memory.writePointer(names + memory.pointerBytes, winter);
}

function zeroTerminated(text: string): Uint8Array {
  return Uint8Array.from(`${text}\0`, (character) => character.charCodeAt(0));
}
