const integers = new Intl.NumberFormat('en');
const rates = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const slowRates = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const timeOfDay = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const absolute = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

/** `12,345`. */
export function formatCount(count: number): string {
  return integers.format(count);
}

/** `1 message`, `12,345 messages`. */
export function formatCounted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `950 B`, `12.4 kB`, `3.1 MB`: decimal units, as networks count. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? value.toFixed(0) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** Messages per second. */
export function formatRate(perSecond: number): string {
  return `${perSecond < 10 ? slowRates.format(perSecond) : rates.format(perSecond)}/s`;
}

/** `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function formatDuration(durationMs: number): string {
  const seconds = durationMs / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** A time left is a guess: it is rounded up and never counts tenths. */
export function formatRemaining(remainingMs: number): string {
  const seconds = Math.ceil(remainingMs / 1000);
  if (seconds <= 1) return 'about a second left';
  if (seconds < 60) return `about ${seconds} s left`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `about ${minutes} min left` : `about ${Math.ceil(minutes / 60)} h left`;
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** `3 days ago`; `just now` within a minute. */
export function formatRelative(timestampMs: number, nowMs: number): string {
  const difference = timestampMs - nowMs;
  for (const [unit, sizeMs] of steps) {
    if (Math.abs(difference) >= sizeMs) return relative.format(Math.trunc(difference / sizeMs), unit);
  }
  return 'just now';
}

/** `14:05:30` of today, by the reader's clock. */
export function formatTimeOfDay(timestampMs: number): string {
  return timeOfDay.format(timestampMs);
}

export function formatAbsolute(timestampMs: number): string {
  return absolute.format(timestampMs);
}

/** `Pi-WmA…RXhRk`: both ends, because people compare both. Short texts are left whole. */
export function shortenId(id: string, kept = 6): string {
  return id.length <= kept * 2 + 1 ? id : `${id.slice(0, kept)}…${id.slice(-kept)}`;
}

/** The host for a URL, the text itself for `this browser` and the like; several are joined by `, `. */
export function shortenSource(source: string): string {
  const names = source.split(', ').map((part) => (URL.canParse(part) ? new URL(part).host : part));
  return [...new Set(names)].join(', ');
}

/** `messageId` as a person writes it: `message id`. */
export function spellName(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
