import { decodeBase64url } from '../base/base64url.ts';
import { decodeUtf8Lossy } from '../base/bytes.ts';
import type { Json } from '../protocol/evaluationResult.ts';
import type { ScheduledMessage } from '../protocol/message.ts';
import { findTags, type Tag, type Tags } from '../protocol/tags.ts';

/** A message that a process left in its outbox, and what led to it. */
export interface Emission {
  readonly processId: string;
  readonly moduleId: string;
  /** One of the `Messages` of a result, as its module made it. */
  readonly outbox: Json;
  /** What a messenger may name in `Pushed-For`: the message that was evaluated, and what that one was itself pushed for. */
  readonly causes: readonly string[];
}

/** One thing in which a message differs from what was emitted. */
export interface EmissionDifference {
  readonly field: 'target' | 'anchor' | 'tags' | 'data' | 'pushed-for';
  readonly expected: string;
  readonly actual: string;
}

const pushedForName = 'Pushed-For';

/** Left out of what was emitted, and said anew by the messenger (legacynet.md §9, last paragraph). */
const replacedTags: ReadonlySet<string> = new Set([
  'Data-Protocol',
  'Type',
  'From-Process',
  'From-Module',
  'Assignments',
  pushedForName,
]);

/**
 * In what a scheduled message differs from what a process emitted, as its messenger would have signed it: target, anchor, tags in
 * their order, data, and for which message it was pushed. Empty: it is that message.
 */
export function compareEmission(entry: ScheduledMessage, emission: Emission): readonly EmissionDifference[] {
  const emitted = readOutbox(emission);
  const actual = readEntry(entry);
  const differences: EmissionDifference[] = [];
  for (const field of ['target', 'anchor', 'data'] as const) {
    if (actual[field] !== emitted[field]) {
      differences.push({ field, expected: emitted[field], actual: actual[field] });
    }
  }
  if (JSON.stringify(actual.tags) !== JSON.stringify(emitted.tags)) {
    const expected = describeTags(emitted.tags, actual.tags);
    differences.push({ field: 'tags', expected, actual: describeTags(actual.tags, emitted.tags) });
  }
  const own = findTags(readTags(member(emission.outbox, 'Tags')), pushedForName);
  const made = actual.pushedFor.find((id) => !emission.causes.includes(id) && !own.includes(id));
  if (made !== undefined) {
    differences.push({ field: 'pushed-for', expected: emission.causes.join(' or '), actual: made });
  }
  return differences;
}

/** Those tags that the other list lacks; all of them where only order or repetition differ. */
function describeTags(tags: Tags, others: Tags): string {
  const own = tags.filter(
    (tag) => !others.some(({ name, value }) => name === tag.name && value === tag.value),
  );
  return (own.length === 0 ? tags : own).map(({ name, value }) => `${name}: ${value}`).join(', ');
}

/** Where an outbox message is addressed to; undefined for what is no message. */
export function targetOf(outbox: Json): string | undefined {
  return textOf(member(outbox, 'Target'));
}

interface Comparable {
  readonly target: string;
  readonly anchor: string;
  readonly tags: Tags;
  readonly data: string;
}

function readOutbox({ outbox, processId, moduleId }: Emission): Comparable {
  const own = readTags(member(outbox, 'Tags')).filter(({ name }) => !replacedTags.has(name));
  const added: Tags = [
    { name: 'Data-Protocol', value: 'ao' },
    { name: 'Type', value: 'Message' },
    { name: 'From-Process', value: processId },
    { name: 'From-Module', value: moduleId },
  ];
  return {
    target: targetOf(outbox) ?? '',
    anchor: textOf(member(outbox, 'Anchor')) ?? '',
    tags: [...own, ...added],
    // Empty data cannot be signed, so a messenger makes it one space.
    data: textOf(member(outbox, 'Data')) || ' ',
  };
}

function readEntry({ message, assigned }: ScheduledMessage): Comparable & {
  readonly pushedFor: readonly string[];
} {
  const item = message ?? assigned;
  const tags = item?.tags ?? [];
  // A gateway tells anchors in base64url, a scheduler unit as text.
  const anchor = message === null ? decodeUtf8Lossy(decodeBase64url(item?.anchor ?? '')) : message.anchor;
  return {
    target: item?.target ?? '',
    anchor: anchor ?? '',
    tags: tags.filter(({ name }) => name !== pushedForName).map(({ name, value }) => ({ name, value })),
    data: item?.data ?? '',
    pushedFor: findTags(tags, pushedForName),
  };
}

/** Modules write values as they like; on the wire every one is text. */
function readTags(tags: Json | undefined): Tags {
  if (!Array.isArray(tags)) return [];
  return tags.flatMap((tag: Json): readonly Tag[] => {
    const name = textOf(member(tag, 'name'));
    const value = textOf(member(tag, 'value'));
    return name === undefined || value === undefined ? [] : [{ name, value }];
  });
}

function textOf(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function member(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as { readonly [key: string]: Json })[name] : undefined;
}
