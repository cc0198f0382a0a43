import { ProtocolError } from '../base/errors.ts';
import { addressFrom } from './address.ts';
import type { Address, ItemId, ModuleId } from './ids.ts';
import { findTag, type Tags } from './tags.ts';

/** The values of `Module-Format` that legacynet's CU runs (legacynet.md §3.2, §5.2). */
export const moduleFormats = [
  'wasm32-unknown-emscripten',
  'wasm32-unknown-emscripten2',
  'wasm32-unknown-emscripten3',
  'wasm32-unknown-emscripten4',
  'wasm32-unknown-emscripten-metering',
  'wasm64-unknown-emscripten-draft_2024_02_15',
  'wasm64-unknown-emscripten-draft_2024_10_16-metering',
] as const;
export type ModuleFormat = (typeof moduleFormats)[number];

/** A module's metadata. Tags keep the gateway's order: they are part of the environment that the module reads. */
export interface AoModule {
  readonly id: ModuleId;
  readonly owner: Address;
  readonly tags: Tags;
  readonly format: ModuleFormat;
  readonly memoryLimitBytes: number | undefined;
  readonly computeLimit: number | undefined;
}

/**
 * A module as a gateway describes it, with the limits that apply to one process (legacynet.md §3.2): the process's tags come first.
 * Limits that are missing or unreadable are undefined; the reference CU refuses such processes, and never enforces the memory limit.
 * @throws ProtocolError `unsupported-module-format`, `incomplete-module` (`details.tag`)
 */
export function decodeModule(
  transaction: {
    readonly id: ItemId;
    readonly ownerKey: string;
    readonly ownerAddress: string;
    readonly tags: Tags;
  },
  processTags: Tags,
): AoModule {
  const { id, tags } = transaction;
  const format = findTag(tags, 'Module-Format');
  if (format === undefined || !isModuleFormat(format)) throw unsupported(id, format ?? null);
  for (const tag of ['Input-Encoding', 'Output-Encoding']) {
    if (findTag(tags, tag) === undefined) throw incomplete(id, tag);
  }
  const limit = (name: string) => findTag(processTags, name) ?? findTag(tags, name);
  return {
    id: id as ModuleId,
    owner: addressFrom(transaction),
    tags,
    format,
    memoryLimitBytes: parseMemoryLimit(limit('Memory-Limit')),
    computeLimit: parseWhole(limit('Compute-Limit')),
  };
}

function isModuleFormat(text: string): text is ModuleFormat {
  return moduleFormats.some((format) => format === text);
}

const unitBytes: Readonly<Record<string, number>> = {
  kb: 2 ** 10,
  mb: 2 ** 20,
  gb: 2 ** 30,
  tb: 2 ** 40,
  pb: 2 ** 50,
};

/** `1-gb`, `500-mb`, `1024`: the first `-` goes, units count in 1024s, without a unit the leading digits are bytes. */
export function parseMemoryLimit(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const plain = text.replace('-', '');
  const match = /^([-+]?\d+(?:\.\d+)?) *([kmgtp]b)$/i.exec(plain);
  if (match === null) return parseWhole(plain);
  return Math.floor(Number(match[1]) * (unitBytes[(match[2] ?? '').toLowerCase()] ?? 1));
}

function parseWhole(text: string | undefined): number | undefined {
  const number = Number.parseInt(text ?? '', 10);
  return Number.isNaN(number) ? undefined : number;
}

function unsupported(id: string, format: string | null): ProtocolError {
  const found = format === null ? 'has no Module-Format tag' : `has the format "${format}"`;
  return new ProtocolError(
    'unsupported-module-format',
    `Module ${id} ${found}, which Selfsame does not run.`,
    {
      details: { itemId: id, actual: format, expected: moduleFormats.join(', ') },
    },
  );
}

function incomplete(id: string, tag: string): ProtocolError {
  return new ProtocolError(
    'incomplete-module',
    `Module ${id} lacks its ${tag} tag; the reference compute unit refuses it.`,
    { details: { itemId: id, tag } },
  );
}
