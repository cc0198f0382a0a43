import { expect, test } from 'vitest';
import { expandTimePattern } from './strftime.ts';
import type { Tm } from './tm.ts';

// Independent judge: the expected texts were written by GNU date with LC_ALL=C TZ=UTC.
const leapDay: Tm = {
  seconds: 6,
  minutes: 5,
  hours: 13,
  monthDay: 29,
  month: 1,
  year: 124,
  weekDay: 4,
  yearDay: 59,
  isDst: 0,
  gmtOffset: 0,
  zone: 'UTC',
};

test.each([
  ['%a %A %b %B', 'Thu Thursday Feb February'],
  ['%c', 'Thu Feb 29 13:05:06 2024'],
  ['%C %y %Y', '20 24 2024'],
  ['%d|%e|%j', '29|29|060'],
  ['%D %F %T %R', '02/29/24 2024-02-29 13:05:06 13:05'],
  ['%H %I %M %S %p', '13 01 05 06 PM'],
  ['%G-W%V-%u', '2024-W09-4'],
  ['%U %W %w', '08 09 4'],
  ['%z %Z', '+0000 UTC'],
  ['100%%', '100%'],
])('%s', (pattern, expected) => {
  expect(expandTimePattern(pattern, leapDay)).toBe(expected);
});

test('the quirk of the reference: a composite is found before "%%" is', () => {
  expect(expandTimePattern('%%F', leapDay)).toBe('%Y-02-29');
});
