import { encodeCText, zeroTerminated } from '../../instance/cString.ts';
import { AbortedError } from '../../instance/moduleErrors.ts';
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

/**
 * By letter. Replicated quirks: a module may hand over any numbers, and NaN stands for a field that is not in memory. The reference makes nothing of one that it
 * shows as it is, calculates with NaN, shows names that there are not as `undefined`, and fails where it abbreviates them.
 */
const fields: Readonly<Record<string, (tm: Tm) => string>> = {
  a: (tm) => nameOf(weekDays, tm.weekDay).slice(0, 3),
  A: (tm) => String(weekDays[tm.weekDay]),
  b: (tm) => nameOf(months, tm.month).slice(0, 3),
  B: (tm) => String(months[tm.month]),
  C: (tm) => padded(((tm.year + 1900) / 100) | 0),
  d: (tm) => padded(tm.monthDay || 0),
  e: (tm) => (Number.isNaN(tm.monthDay) ? '' : String(tm.monthDay)).padStart(2, ' '),
  g: (tm) => String(weekBasedYear(tm)).slice(2),
  G: (tm) => String(weekBasedYear(tm)),
  H: (tm) => padded(tm.hours || 0),
  I: (tm) => padded((tm.hours === 0 ? 12 : tm.hours > 12 ? tm.hours - 12 : tm.hours) || 0),
  j: (tm) => String(tm.monthDay + daysBefore(tm)).padStart(3, '0'),
  m: (tm) => padded(tm.month + 1),
  M: (tm) => padded(tm.minutes || 0),
  n: () => '\n',
  p: (tm) => (tm.hours >= 0 && tm.hours < 12 ? 'AM' : 'PM'),
  S: (tm) => padded(tm.seconds || 0),
  t: () => '\t',
  u: (tm) => String(tm.weekDay || 7),
  U: (tm) => padded(Math.floor((tm.yearDay + 7 - tm.weekDay) / 7)),
  V: (tm) => padded(isoWeek(tm)),
  w: (tm) => (Number.isNaN(tm.weekDay) ? 'undefined' : String(tm.weekDay)),
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
  const bytes = zeroTerminated(encodeCText(text));
  if (bytes.length > request.capacity) return 0;
  memory.copyIn(request.target, bytes);
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
      // Replicated quirk: `$&` and the like in a zone's name stand for something.
      text = text.replaceAll(`%${letter}`, value);
    }
  }
  return text.replaceAll('\0\0', '%');
}

function nameOf(names: readonly string[], index: number): string {
  const name = names[index];
  if (name === undefined) throw new AbortedError(`there is no name number ${index}`);
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
  if (tm.month > lengths.length) return Number.NaN;
  return lengths.slice(0, Math.max(0, tm.month || 0)).reduce((sum, days) => sum + days, 0);
}

/** Replicated quirk: leap years are told from years since 1900, so that 2000 counts as a common year here. */
function isoWeek(tm: Tm): number {
  let week = Math.floor((tm.yearDay + 7 - ((tm.weekDay + 6) % 7)) / 7);
  if ((tm.weekDay + 371 - tm.yearDay - 2) % 7 <= 2) week += 1;
  if (!week) {
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
  const start = Date.UTC(tm.year + 1900, 0, 1);
  const day = Number.isNaN(start) ? start : Date.UTC(tm.year + 1900, 0, 1 + Math.max(0, tm.yearDay || 0));
  const shown = new Date(day).getUTCFullYear();
  if (firstWeekStart(shown) > day) return shown - 1;
  return firstWeekStart(shown + 1) > day ? shown : shown + 1;
}

/** Replicated quirk: it may lie in the year before, whose number means the twentieth century where it has two digits. */
function firstWeekStart(year: number): number {
  const fourth = new Date(Date.UTC(year, 0, 4));
  const past = (fourth.getUTCDay() + 6) % 7;
  if (Number.isNaN(past)) throw new AbortedError(`the year ${year} is none`);
  const shown = fourth.getUTCFullYear();
  return past < 4 ? Date.UTC(shown, 0, 4 - past) : Date.UTC(shown - 1, 11, 35 - past);
}

function zoneOffset(seconds: number): string {
  const minutes = Math.abs(seconds) / 60;
  const digits = (minutes / 60) * 100 + (minutes % 60);
  return (seconds >= 0 ? '+' : '-') + `0000${digits}`.slice(-4);
}
