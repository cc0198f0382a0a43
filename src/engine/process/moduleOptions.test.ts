import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSelfsameError } from '../../base/errors.ts';
import type { DataItem } from '../../protocol/dataItem.ts';
import type { ItemId } from '../../protocol/ids.ts';
import { decodeModule, moduleFormats } from '../../protocol/module.ts';
import type { AoProcess } from '../../protocol/process.ts';
import type { Tag, Tags } from '../../protocol/tags.ts';
import { encodeEnvironment } from '../../protocol/wasmMessage.ts';
import { hasDrive } from '../drive/drive.ts';
import { ownerOf } from '../replay/testing/specFields.ts';

/*
 * How the reference compute unit reads a module's options: legacynet.md §3.1, §3.2 and §10 put into code once more, and compared over tags by chance.
 */

type Option = string | readonly string[] | undefined;

interface SpecOptions {
  /** Why it refuses; empty: it does not. */
  readonly refusals: readonly string[];
  readonly format: Option;
  readonly memoryLimit: number | undefined;
  readonly computeLimit: number | undefined;
  readonly hasDrive: boolean;
}

/** §3.1: a name's value, or the list of them where it is repeated. */
function tagMap(tags: Tags): (name: string) => Option {
  const lists: Record<string, string[]> = {};
  for (const { name, value } of tags) lists[name] = [...(lists[name] ?? []), value];
  return (name) => (lists[name]?.length === 1 ? lists[name][0] : lists[name]);
}

/** §3.2, of a unit that supports every format of §5.2, WeaveDrive, and limits of any size. */
function specOptions(moduleTags: Tags, processTags: Tags): SpecOptions {
  const [ofModule, ofProcess] = [tagMap(moduleTags), tagMap(processTags)];
  const limit = (name: string) => ofProcess(name) ?? ofModule(name);
  const refusals: string[] = [];
  const format = ofModule('Module-Format');
  if (!moduleFormats.some((known) => known === format)) refusals.push('unsupported-module-format');
  for (const name of ['Input-Encoding', 'Output-Encoding']) {
    const encoding = ofModule(name);
    if (typeof encoding !== 'string' || encoding === '') refusals.push('incomplete-module');
  }
  const memoryLimit = bytesOf(limit('Memory-Limit'));
  // A list becomes a text where a number is read from it: its values, with commas between them.
  // biome-ignore lint/correctness/useParseIntRadix: no base is given there
  const computeLimit = unlessRefused(Number.parseInt(String(limit('Compute-Limit'))));
  if (memoryLimit === undefined || computeLimit === undefined) refusals.push('limits');
  const extensions = [ofModule('Extension') ?? []].flat();
  if (extensions.some((extension) => extension !== 'WeaveDrive'))
    refusals.push('unsupported-module-extension');
  const always = format === 'wasm64-unknown-emscripten-draft_2024_02_15';
  return { refusals, format, memoryLimit, computeLimit, hasDrive: always || extensions.length > 0 };
}

/** The `bytes` package's grammar, without the first `-`. A list has no such method. */
function bytesOf(limit: Option): number | undefined {
  if (typeof limit !== 'string') return undefined;
  const text = limit.replace('-', '').toLowerCase();
  const unit = ['kb', 'mb', 'gb', 'tb', 'pb'].findIndex((name) => text.endsWith(name));
  const number = text.slice(0, -2).trimEnd();
  if (unit < 0 || !/^[+-]?\d+(\.\d+)?$/.test(number)) return unlessRefused(Number.parseInt(text, 10));
  return unlessRefused(Math.floor(Number.parseFloat(number) * 1024 ** (unit + 1)));
}

function unlessRefused(limit: number): number | undefined {
  return Number.isNaN(limit) || limit <= 0 ? undefined : limit;
}

const tag = (name: string, ...values: readonly string[]): fc.Arbitrary<Tag> =>
  fc.constantFrom(...values).map((value) => ({ name, value }));
const memoryLimits = [
  ...[
    '500-mb',
    '1-gb',
    '1.5-GB',
    '2 kb',
    '1024',
    '1024-b',
    '+3-mb',
    '12 apples',
    'none',
    '',
    '0-mb',
    '-5-mb',
  ],
  ...['--5-mb', '1e3-kb', '.5-mb', '1.-mb', '7-mb-', '0x10', ' 4-mb', '4 - mb'],
];
const computeLimits = ['9000000000000', '5', '0x1f', '1e12', ' 7', '12 apples', 'none', '', '0', '-5', '3.9'];
const limits = [tag('Memory-Limit', ...memoryLimits), tag('Compute-Limit', ...computeLimits)];
const encodings = [tag('Input-Encoding', 'JSON-1', 'x'), tag('Output-Encoding', 'JSON-1', 'x')];
const format = tag('Module-Format', ...moduleFormats);
/** What a module should have, and little beside it. */
const usual = fc.tuple(format, ...encodings, ...limits);
const odd = fc.array(
  fc.oneof(
    ...[format, ...encodings, ...limits],
    tag('Module-Format', 'wasm32-wasi', ` ${moduleFormats[3]}`, ''),
    tag('Input-Encoding', ''),
    tag('Extension', 'WeaveDrive', 'WeaveDrive', 'WeaveDrive', 'weavedrive', 'Llama', ''),
    tag('WeaveDrive-Attestor', 'A'),
    tag('module-format', 'wasm32-wasi'),
    tag('Availability-Type', 'test'),
  ),
  { maxLength: 2 },
);
const moduleTags = fc.tuple(usual, odd, fc.nat(9)).chain(([some, others, missing]) =>
  fc.shuffledSubarray([...some.filter((_, at) => at !== missing), ...others], {
    minLength: some.length - Number(missing < some.length) + others.length,
  }),
);
const processTags = fc.array(fc.oneof(...limits, tag('Extension', 'WeaveDrive')), { maxLength: 2 });

const id = `${'M'.repeat(42)}A` as ItemId;
const owners = [
  // Keys that no two agree in, of each kind that names its holder in a way of its own.
  ...[1, 2].map((byte) => Uint8Array.from({ length: 65 }, (_, at) => (at === 0 ? 4 : at * byte))),
  new Uint8Array(512).fill(3),
];

/** What it is that we read, or with which code we refuse. */
function ourOptions(moduleTags_: Tags, processTags_: Tags) {
  const transaction = { id, ownerKey: 'k', ownerAddress: 'owner', tags: moduleTags_ };
  try {
    const module = decodeModule(transaction, processTags_);
    const { format: read, memoryLimitBytes: memoryLimit, computeLimit } = module;
    return { format: read, memoryLimit, computeLimit, hasDrive: hasDrive(module) };
  } catch (error) {
    if (!isSelfsameError(error)) throw error;
    return error.code;
  }
}

describe('a module', () => {
  test('has the options that the reference reads, whatever its tags and the process’s are', () => {
    const met = { read: 0, limits: 0 } as Record<string, number>;
    const cases = fc.sample(fc.tuple(moduleTags, processTags), { seed: 20_261_124, numRuns: 4000 });
    for (const [ofModule, ofProcess] of cases) {
      const { refusals, ...expected } = specOptions(ofModule, ofProcess);
      const ours = ourOptions(ofModule, ofProcess);
      // Limits for which it refuses are left out here.
      const others = refusals.filter((code) => code !== 'limits');
      const what = JSON.stringify({ ofModule, ofProcess });
      if (others.length > 0) expect(others, what).toContain(ours);
      else expect(ours, what).toEqual(expected);
      for (const code of refusals.length > 0 ? refusals : ['read']) met[code] = (met[code] ?? 0) + 1;
    }
    expect(Math.min(...Object.values(met)), JSON.stringify(met)).toBeGreaterThan(100);
  });

  test('is shown to itself with its tags as they are, and its owner’s address', () => {
    const process = { id: 'p', owner: 'o', tags: [] } as unknown as AoProcess;
    for (const ofModule of fc.sample(moduleTags, { seed: 7, numRuns: 50 })) {
      for (const owner of owners) {
        const told = owner.length === 65 ? ownerOf({ owner } as unknown as DataItem) : 'as told';
        const transaction = {
          id,
          ownerKey: Buffer.from(owner).toString('base64url'),
          ownerAddress: 'as told',
          tags: ofModule,
        };
        if (typeof ourOptions(ofModule, []) === 'string') continue;
        const environment = encodeEnvironment(process, decodeModule(transaction, []));
        expect(environment).toContain(
          `,"Module":${JSON.stringify({ Id: id, Owner: told, Tags: ofModule })}}`,
        );
      }
    }
  });
});
