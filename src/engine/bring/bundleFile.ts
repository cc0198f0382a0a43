import { decodeBase64url, encodeBase64url } from '../../base/base64url.ts';
import { type Bytes, concatBytes, encodeUtf8, equalBytes } from '../../base/bytes.ts';
import type { ImportedCheckpoint } from '../checkpoints/importedCheckpoint.ts';
import { type BundledSchedule, readLines, writeLines } from './bundledSchedule.ts';
import {
  type BundleHeader,
  decodeHeader,
  encodeHeader,
  type SectionName,
  sectionNames,
  unreadable,
} from './bundleHeader.ts';
import { decodeText, type PackedReader, pack, readPacked } from './packedFile.ts';

/**
 * Everything that another browser needs to evaluate a process from nothing, as one file (docs/BUNDLE.md). It vouches for nothing: whoever
 * reads it checks every signature, as if a server had said it.
 */
export interface ProcessBundle {
  readonly processId: string;
  readonly moduleId: string;
  /** JSON text of the process item, its height and time. */
  readonly processJson: string;
  /** JSON text of the module's transaction, and its WebAssembly. */
  readonly moduleJson: string;
  readonly moduleBytes: Bytes;
  readonly schedule: BundledSchedule;
  /** What gateways were asked for beside: exact items, and what the process read. */
  readonly documents: readonly BundledDocument[];
  /** Signed envelopes (docs/RECEIPT.md), JSON text each. */
  readonly receipts: readonly string[];
  /** The maker's word: it is evaluated from, and replaced by what a replay from the first message shows. */
  readonly checkpoint: ImportedCheckpoint | null;
}

/** Documents of the store that travel in a bundle. */
export const kindsOfDocuments = ['item', 'block'] as const;

export interface BundledDocument {
  readonly kind: string;
  /** Begins with the process's id and `/`. */
  readonly id: string;
  readonly json: string;
  readonly bytes: Bytes | null;
}

/** Sections that are read as a whole. */
type HeldName = Exclude<SectionName, 'schedule'>;
type Held = Readonly<Record<HeldName, Bytes>>;

const magic = encodeUtf8('selfsame-bundle\n');
const mostHeaderBytes = 64 * 1024;
/** Of all sections that are held at once: more would not fit into a tab. */
const mostHeldBytes = 1024 ** 3;

/** @throws EngineError `nothing-to-export` where the schedule is no longer what was measured when it comes to be read */
export function writeBundle(bundle: ProcessBundle): Promise<Blob> {
  const { processId, moduleId, schedule } = bundle;
  const held: Held = {
    process: encodeUtf8(bundle.processJson),
    module: encodeUtf8(bundle.moduleJson),
    wasm: bundle.moduleBytes,
    documents: encodeTexts(bundle.documents.map(encodeDocument)),
    receipts: encodeTexts(bundle.receipts.map((receipt) => JSON.stringify(receipt))),
    checkpoint: encodeCheckpoint(bundle.checkpoint),
  };
  const sections = sectionNames.map((name) => ({
    name,
    byteCount: name === 'schedule' ? schedule.byteCount : held[name].length,
  }));
  const header = encodeHeader({ processId, moduleId, entryCount: schedule.entryCount, sections });
  async function* parts(): AsyncGenerator<Bytes, void> {
    yield concatBytes([magic, encodeUtf8(`${header}\n`)]);
    for (const name of sectionNames) {
      if (name === 'schedule') yield* writeLines(schedule);
      else yield held[name];
    }
  }
  return pack(parts());
}

/**
 * All of a file but its schedule, which is read when it is asked for.
 * @throws EngineError `bundle-unreadable`
 */
export async function openBundle(file: Blob): Promise<ProcessBundle> {
  const reader = readPacked(file);
  try {
    const header = await readHeader(reader);
    const held = await readHeld(reader, header);
    const { processId, moduleId } = header;
    const textsOf = (name: HeldName) => decodeText(held[name]).split('\n').slice(0, -1);
    return {
      processId,
      moduleId,
      processJson: decodeText(held.process),
      moduleJson: decodeText(held.module),
      moduleBytes: held.wasm,
      schedule: scheduleOf(file, header),
      documents: textsOf('documents').map((line) => decodeDocument(line, processId)),
      receipts: textsOf('receipts').map(decodeReceipt),
      checkpoint: decodeCheckpoint(held.checkpoint),
    };
  } finally {
    await reader.close();
  }
}

function scheduleOf(file: Blob, header: BundleHeader): BundledSchedule {
  const { sections, entryCount } = header;
  const place = sections.findIndex(({ name }) => name === 'schedule');
  const size = { entryCount, byteCount: sections[place]?.byteCount ?? 0 };
  return {
    ...size,
    async *entries() {
      const reader = readPacked(file);
      try {
        await readHeader(reader);
        await reader.skip(bytesOf(sections.slice(0, place)));
        yield* readLines(reader, size);
        await reader.skip(bytesOf(sections.slice(place + 1)));
        if (!(await reader.isAtEnd())) throw unreadable('it goes on behind its last section');
      } finally {
        await reader.close();
      }
    },
  };
}

function bytesOf(sections: BundleHeader['sections']): number {
  return sections.reduce((sum, { byteCount }) => sum + byteCount, 0);
}

async function readHeader(reader: PackedReader): Promise<BundleHeader> {
  const first = await reader.line(mostHeaderBytes);
  if (first === undefined || !equalBytes(concatBytes([first, encodeUtf8('\n')]), magic)) {
    throw unreadable('it is not a Selfsame bundle');
  }
  const line = await reader.line(mostHeaderBytes);
  if (line === undefined) throw unreadable('it has no header');
  return decodeHeader(decodeText(line));
}

async function readHeld(reader: PackedReader, { sections }: BundleHeader): Promise<Held> {
  const none = new Uint8Array(0);
  const held: Record<HeldName, Bytes> = {
    process: none,
    module: none,
    wasm: none,
    documents: none,
    receipts: none,
    checkpoint: none,
  };
  const isHeld = (name: string): name is HeldName => Object.hasOwn(held, name);
  const heldBytes = bytesOf(sections.filter(({ name }) => isHeld(name)));
  if (heldBytes > mostHeldBytes) {
    throw unreadable(`it has more than ${mostHeldBytes} bytes beside its schedule`);
  }
  // What comes behind the last of them is for whoever reads the schedule.
  const last = sections.findLastIndex(({ name }) => isHeld(name));
  for (const { name, byteCount } of sections.slice(0, last + 1)) {
    if (isHeld(name)) held[name] = await reader.bytes(byteCount);
    else await reader.skip(byteCount);
  }
  return held;
}

/** JSON text as `JSON.stringify` writes it has no line breaks. */
function encodeTexts(texts: readonly string[]): Bytes {
  return concatBytes(texts.map((text) => encodeUtf8(`${text}\n`)));
}

function encodeDocument({ bytes, ...fields }: BundledDocument): string {
  return JSON.stringify({ ...fields, data: bytes === null ? null : encodeBase64url(bytes) });
}

function decodeDocument(line: string, processId: string): BundledDocument {
  const { kind, id, json, data } = decodeJson(line) as Readonly<Record<string, unknown>>;
  const isOfProcess = typeof id === 'string' && id.startsWith(`${processId}/`);
  const isPart = isOfProcess && (kind === 'item' || kind === 'block') && typeof json === 'string';
  if (!isPart || (data !== null && typeof data !== 'string')) {
    throw unreadable('one of its documents is not of this process');
  }
  try {
    return { kind, id, json, bytes: data === null ? null : decodeBase64url(data) };
  } catch (error) {
    throw unreadable('one of its documents is not base64url', error);
  }
}

/** A line of tags, and then the memory as it is published. */
function encodeCheckpoint(checkpoint: ImportedCheckpoint | null): Bytes {
  if (checkpoint === null) return new Uint8Array(0);
  return concatBytes([encodeUtf8(`${checkpoint.tagsJson}\n`), checkpoint.data]);
}

function decodeCheckpoint(section: Bytes): ImportedCheckpoint | null {
  if (section.length === 0) return null;
  const end = section.indexOf(0x0a);
  if (end === -1) throw unreadable('its checkpoint has no tags');
  return { tagsJson: decodeText(section.subarray(0, end)), data: section.slice(end + 1) };
}

function decodeReceipt(line: string): string {
  const receipt = decodeJson(line);
  if (typeof receipt !== 'string') throw unreadable('one of its receipts is no text');
  return receipt;
}

function decodeJson(line: string): unknown {
  try {
    return JSON.parse(line) ?? {};
  } catch (error) {
    throw unreadable('a line of it is not JSON', error);
  }
}
