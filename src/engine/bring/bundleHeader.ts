import { EngineError } from '../../base/errors.ts';

/**
 * What a bundle's sections hold, in the order in which they are written (docs/BUNDLE.md): the schedule last, so that everything else can be read
 * without it.
 */
export const sectionNames = [
  'process',
  'module',
  'wasm',
  'documents',
  'receipts',
  'checkpoint',
  'schedule',
] as const;
export type SectionName = (typeof sectionNames)[number];

/** In the order of version 1. */
const requiredNames: readonly SectionName[] = ['process', 'module', 'wasm', 'schedule'];

export interface BundleHeader {
  readonly processId: string;
  readonly moduleId: string;
  readonly entryCount: number;
  /** One right after the other, behind the header. Names that this app does not know are passed over. */
  readonly sections: readonly { readonly name: string; readonly byteCount: number }[];
}

const version = 2;

/** JSON text without line breaks. */
export function encodeHeader(header: BundleHeader): string {
  return JSON.stringify({ version, ...header });
}

/** @throws EngineError `bundle-unreadable` */
export function decodeHeader(text: string): BundleHeader {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw unreadable('its header is not JSON', error);
  }
  const header = (json ?? {}) as Partial<Omit<BundleHeader, 'sections'>> & {
    readonly version?: unknown;
    readonly sections?: unknown;
  };
  if (header.version !== 1 && header.version !== version) {
    throw unreadable(`it has version ${String(header.version)}, and this app reads up to version ${version}`);
  }
  const { processId, moduleId, entryCount } = header;
  const sections = header.version === 1 ? namedAsInVersion1(header.sections) : header.sections;
  if (
    typeof processId !== 'string' ||
    typeof moduleId !== 'string' ||
    !isCount(entryCount) ||
    !areSections(sections)
  ) {
    throw unreadable('its header lacks something');
  }
  return { processId, moduleId, entryCount, sections };
}

/** Version 1 wrote four lengths without names. */
function namedAsInVersion1(lengths: unknown): unknown {
  if (!Array.isArray(lengths) || lengths.length !== requiredNames.length) return undefined;
  return lengths.map((byteCount: unknown, index) => ({ name: requiredNames[index], byteCount }));
}

function areSections(value: unknown): value is BundleHeader['sections'] {
  if (!Array.isArray(value)) return false;
  const sections = value as readonly (Partial<BundleHeader['sections'][number]> | null)[];
  const names = sections.map((section) => section?.name);
  return (
    sections.every((section) => typeof section?.name === 'string' && isCount(section.byteCount)) &&
    new Set(names).size === names.length &&
    requiredNames.every((name) => names.includes(name))
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

export function unreadable(problem: string, cause?: unknown): EngineError {
  return new EngineError('bundle-unreadable', `This file cannot be read: ${problem}.`, {
    details: { problem },
    ...(cause !== undefined && { cause }),
  });
}
