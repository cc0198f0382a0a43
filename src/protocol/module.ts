import { ProtocolError } from '../base/errors.ts';
import { addressFrom } from './address.ts';
import type { Address, ItemId, ModuleId } from './ids.ts';
import { findTags, type Tags } from './tags.ts';

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
  /** Gas, above zero. */
  readonly computeLimit: number | undefined;
}

/**
 * A module as a gateway describes it, with the limits that apply to one process (legacynet.md §3.2): the process's tags come first. What the
 * reference reads as a list, because a tag is repeated, is no option to it.
 *
 * DIFF FROM REFERENCE CU: limits that are missing, unreadable or not above zero are undefined here, and it refuses such processes, as it does those
 * whose limits are above its operator's. It never enforces the memory limit.
 * @throws ProtocolError `unsupported-module-format`, `incomplete-module` (`details.tag`), `unsupported-module-extension`
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
  const [format, ...otherFormats] = findTags(tags, 'Module-Format');
  if (format === undefined || otherFormats.length > 0 || !isModuleFormat(format)) {
    throw unsupportedFormat(id, [format ?? [], otherFormats].flat());
  }
  for (const tag of ['Input-Encoding', 'Output-Encoding']) {
    const [encoding, ...others] = findTags(tags, tag);
    // What it says is looked at by nobody.
    if (!encoding || others.length > 0) throw incomplete(id, tag, encoding ? 'repeats' : 'lacks');
  }
  const unknown = findTags(tags, 'Extension').find((extension) => extension !== 'WeaveDrive');
  if (unknown !== undefined) throw unsupportedExtension(id, unknown);
  const limits = (name: string) => {
    const own = findTags(processTags, name);
    return own.length > 0 ? own : findTags(tags, name);
  };
  const [memoryLimit, ...otherLimits] = limits('Memory-Limit');
  return {
    id: id as ModuleId,
    owner: addressFrom(transaction),
    tags,
    format,
    memoryLimitBytes: otherLimits.length > 0 ? undefined : parseMemoryLimit(memoryLimit),
    // Of a list, the number that it begins with.
    computeLimit: parseComputeLimit(limits('Compute-Limit')[0]),
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
  if (match === null) return aboveZero(Number.parseInt(plain, 10));
  return aboveZero(Math.floor(Number(match[1]) * (unitBytes[(match[2] ?? '').toLowerCase()] ?? 1)));
}

/** Replicated quirk: no base is given, so that `0x10` is 16. */
function parseComputeLimit(text: string | undefined): number | undefined {
  // biome-ignore lint/correctness/useParseIntRadix: as the reference reads it
  return aboveZero(Number.parseInt(text ?? ''));
}

function aboveZero(limit: number): number | undefined {
  return limit > 0 ? limit : undefined;
}

function unsupportedFormat(id: string, formats: readonly string[]): ProtocolError {
  const [first, ...others] = formats;
  let found = `has the format "${first}"`;
  if (first === undefined) found = 'has no Module-Format tag';
  if (others.length > 0) found = `has ${formats.length} Module-Format tags`;
  return new ProtocolError(
    'unsupported-module-format',
    `Module ${id} ${found}, which Selfsame does not run.`,
    {
      details: { itemId: id, actual: formats.join(', ') || null, expected: moduleFormats.join(', ') },
    },
  );
}

function incomplete(id: string, tag: string, does: 'lacks' | 'repeats'): ProtocolError {
  return new ProtocolError(
    'incomplete-module',
    `Module ${id} ${does} its ${tag} tag; the reference compute unit refuses it.`,
    { details: { itemId: id, tag } },
  );
}

function unsupportedExtension(id: string, extension: string): ProtocolError {
  return new ProtocolError(
    'unsupported-module-extension',
    `Module ${id} asks for the extension "${extension}", which no compute unit has.`,
    { details: { itemId: id, actual: extension, expected: 'WeaveDrive' } },
  );
}
