import { ProtocolError } from '../base/errors.ts';
import { parseDurationMs } from './duration.ts';
import type { Tag, Tags } from './tags.ts';

/** One of a process's timers. An interval that cannot be read is NaN, and never fires (legacynet.md §7.1). */
export interface Cron {
  readonly kind: 'block' | 'time';
  /** Blocks or seconds between firings. */
  readonly every: number;
  /** The tag's own text; part of the name of what it fires. */
  readonly interval: string;
  /** Tags of the messages it makes. */
  readonly tags: Tags;
}

const tagPrefix = 'Cron-Tag-';

/**
 * The timers that a process's tags declare, in order: each `Cron-Interval` begins one, each `Cron-Tag-<Name>` adds a tag to the latest.
 * @throws ProtocolError `invalid-cron`: the reference cannot evaluate such a process at all
 */
export function parseCrons(tags: Tags): readonly Cron[] {
  const crons: (Omit<Cron, 'tags'> & { readonly tags: Tag[] })[] = [];
  for (const { name, value } of tags) {
    if (name === 'Cron-Interval') crons.push({ ...parseInterval(value), tags: [] });
    if (!name.startsWith(tagPrefix)) continue;
    const latest = crons.at(-1);
    if (latest === undefined) throw invalid(`the tag ${name} comes before any Cron-Interval`, value);
    latest.tags.push({ name: name.slice(tagPrefix.length), value });
  }
  return crons;
}

function parseInterval(interval: string): Omit<Cron, 'tags'> {
  const [value = '', unit] = interval.split('-').map((part) => part.trim());
  if (unit === 'block' || unit === 'blocks') {
    return { kind: 'block', every: Number.parseInt(value, 10), interval };
  }
  const every = Math.floor(parseDurationMs(`${value} ${unit}`) / 1000);
  if (every <= 0) throw invalid(`the interval "${interval}" is shorter than a second`, interval);
  return { kind: 'time', every, interval };
}

function invalid(why: string, value: string): ProtocolError {
  return new ProtocolError('invalid-cron', `The process declares a timer that cannot be: ${why}.`, {
    details: { value },
  });
}
