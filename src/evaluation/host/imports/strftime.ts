import { encodeUtf8 } from '../../../base/bytes.ts';
import type { ModuleMemory } from '../../instance/moduleMemory.ts';
import type { Tm } from './tm.ts';

/** Conversions that stand for others. Applied one after the other to the whole pattern, as the reference does. */
const composites: readonly (readonly [string, string])[] = [
  ['%c', '%a %b %d %H:%M:%S %Y'],
  ['%D', '%m/%d/%y'],
  ['%F', '%Y-%m-%d'],
  ['%h', '%b'],
  ['%r', '%I:%M:%S %p'],
  ['%R', '%H:%M'],
  ['%T', '%H:%M:%S'],
  ['%x', '%m/%d/%y'],
  ['%X', '%H:%M:%S'],
  ['%Ec', '%c'],
  ['%EC', '%C'],
  ['%Ex', '%m/%d/%y'],
  ['%EX', '%H:%M:%S'],
  ['%Ey', '%y'],
  ['%EY', '%Y'],
  ...[...'deHImMSuUVwWy'].map((letter) => [`%O${letter}`, `%${letter}`] as const),
];

const weekDays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = 'January February March April May June July August September October November December'.split(
  ' ',
);
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const fields: Readonly<Record<string, (tm: Tm) => string>> = {
  a: (tm) => nameOf(weekDays, tm.weekDay).slice(0, 3),
  A: (tm) => nameOf(weekDays, tm.weekDay),
  b: (tm) => nameOf(months, tm.month).slice(0, 3),
  B: (tm) => nameOf(months, tm.month),
  C: (tm) => padded(Math.trunc((tm.year + 1900) / 100)),
  d: (tm) => padded(tm.monthDay),
  e: (tm) => String(tm.monthDay).padStart(2, ' '),
  g: (tm) => String(weekBasedYear(tm)).slice(2),
  G: (tm) => String(weekBasedYear(tm)),
  H: (tm) => padded(tm.hours),
  I: (tm) => padded(tm.hours === 0 ? 12 : tm.hours > 12 ? tm.hours - 12 : tm.hours),
  j: (tm) => String(tm.monthDay + daysBefore(tm)).padStart(3, '0'),
  m: (tm) => padded(tm.month + 1),
  M: (tm) => padded(tm.minutes),
  n: () => '\n',
  p: (tm) => (tm.hours >= 0 && tm.hours < 12 ? 'AM' : 'PM'),
  S: (tm) => padded(tm.seconds),
  t: () => '\t',
  u: (tm) => String(tm.weekDay || 7),
  U: (tm) => padded(Math.floor((tm.yearDay + 7 - tm.weekDay) / 7)),
  V: (tm) => padded(isoWeek(tm)),
  w: (tm) => String(tm.weekDay),
  W: (tm) => padded(Math.floor((tm.yearDay + 7 - ((tm.weekDay + 6) % 7)) / 7)),
  y: (tm) => String(tm.year + 1900).slice(2),
  Y: (tm) => String(tm.year + 1900),
  z: (tm) => zoneOffset(tm.gmtOffset),
  Z: (tm) => tm.zone,
};

export interface FormatTimeRequest {
  readonly target: number;
  readonly capacity: number;
  readonly pattern: string;
  readonly tm: Tm;
}

/** C's `strftime` in English. Returns the length without the NUL, or 0, writing nothing, where it does not fit. */
export function formatTime(memory: ModuleMemory, request: FormatTimeRequest): number {
  const text = expandTimePattern(request.pattern, request.tm);
  const bytes = encodeUtf8(`${text}\0`);
  if (bytes.length > request.capacity) return 0;
  memory.writeBytes(request.target, bytes);
  return bytes.length - 1;
}

/** Replicated quirk: composites are looked for before `%%` is, so that `%%c` is a per cent sign and a date. */
export function expandTimePattern(pattern: string, tm: Tm): string {
  let text = pattern;
  for (const [name, expansion] of composites) text = text.replaceAll(name, expansion);
  text = text.replaceAll('%%', '\0\0');
  for (const [letter, expand] of Object.entries(fields)) {
    if (text.includes(`%${letter}`)) {
      const value = expand(tm);
      text = text.replaceAll(`%${letter}`, () => value);
    }
  }
  return text.replaceAll('\0\0', '%');
}

function nameOf(names: readonly string[], index: number): string {
  const name = names[index];
  if (name === undefined) throw new RangeError(`there is no name number ${index}`);
  return name;
}

function padded(value: number): string {
  return String(value).padStart(2, '0');
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysBefore(tm: Tm): number {
  const lengths = monthLengths.map((days, month) =>
    month === 1 && isLeapYear(tm.year + 1900) ? days + 1 : days,
  );
  return lengths.slice(0, Math.max(0, tm.month)).reduce((sum, days) => sum + days, 0);
}

/** Replicated quirk: leap years are told from years since 1900, so that 2000 counts as a common year here. */
function isoWeek(tm: Tm): number {
  let week = Math.floor((tm.yearDay + 7 - ((tm.weekDay + 6) % 7)) / 7);
  if ((tm.weekDay + 371 - tm.yearDay - 2) % 7 <= 2) week += 1;
  if (week === 0) {
    const lastDayBefore = (tm.weekDay + 7 - tm.yearDay - 1) % 7;
    const long = lastDayBefore === 4 || (lastDayBefore === 5 && isLeapYear((tm.year % 400) - 1));
    return long ? 53 : 52;
  }
  if (week === 53) {
    const firstDay = (tm.weekDay + 371 - tm.yearDay) % 7;
    if (firstDay !== 4 && (firstDay !== 3 || !isLeapYear(tm.year))) return 1;
  }
  return week;
}

/** ISO 8601: weeks start on Monday, and week 1 holds 4 January. */
function weekBasedYear(tm: Tm): number {
  const year = tm.year + 1900;
  const day = Date.UTC(year, 0, 1 + tm.yearDay);
  const shown = new Date(day).getUTCFullYear();
  if (day >= firstWeekStart(shown + 1)) return shown + 1;
  return day >= firstWeekStart(shown) ? shown : shown - 1;
}

function firstWeekStart(year: number): number {
  const weekDay = new Date(Date.UTC(year, 0, 4)).getUTCDay();
  return Date.UTC(year, 0, 4 - ((weekDay + 6) % 7));
}

function zoneOffset(seconds: number): string {
  const minutes = Math.abs(seconds) / 60;
  const digits = (minutes / 60) * 100 + (minutes % 60);
  return (seconds >= 0 ? '+' : '-') + `0000${digits}`.slice(-4);
}
