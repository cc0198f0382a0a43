import { decodeBase64url, encodeBase64url } from '../../base/base64url.ts';
import { type Bytes, concatBytes, decodeUtf8Strict, encodeUtf8 } from '../../base/bytes.ts';
import type { ImportedCheckpoint } from '../checkpoints/importedCheckpoint.ts';
import { decodeHeader, encodeHeader, type SectionName, sectionNames, unreadable } from './bundleHeader.ts';

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
  /** JSON text of each schedule entry from nonce 0 on, as the scheduler unit said it. */
  readonly entries: readonly string[];
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

const magic = encodeUtf8('selfsame-bundle\n');
/** A bundle that unpacks to more is not read: it would not fit into a tab. */
const maximumBytes = 1024 ** 3;

export async function encodeBundle(bundle: ProcessBundle): Promise<Bytes> {
  const { processId, moduleId, entries } = bundle;
  const contents: Readonly<Record<SectionName, Bytes>> = {
    process: encodeUtf8(bundle.processJson),
    module: encodeUtf8(bundle.moduleJson),
    wasm: bundle.moduleBytes,
    schedule: encodeLines(entries),
    documents: encodeLines(bundle.documents.map(encodeDocument)),
    receipts: encodeLines(bundle.receipts.map((receipt) => JSON.stringify(receipt))),
    checkpoint: encodeCheckpoint(bundle.checkpoint),
  };
  const sections = sectionNames.map((name) => ({ name, byteCount: contents[name].length }));
  const header = encodeHeader({ processId, moduleId, entryCount: entries.length, sections });
  const parts = [magic, encodeUtf8(`${header}\n`), ...sectionNames.map((name) => contents[name])];
  const packed = new Blob(parts).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** @throws EngineError `bundle-unreadable` */
export async function decodeBundle(file: Blob): Promise<ProcessBundle> {
  const bytes = await unpack(file);
  if (magic.some((byte, index) => bytes[index] !== byte)) throw unreadable('it is not a Selfsame bundle');
  const headerEnd = bytes.indexOf(0x0a, magic.length);
  if (headerEnd === -1) throw unreadable('it has no header');
  const header = decodeHeader(decodeText(bytes.subarray(magic.length, headerEnd)));
  const contents = new Map<string, Bytes>();
  let start = headerEnd + 1;
  for (const { name, byteCount } of header.sections) {
    contents.set(name, bytes.subarray(start, start + byteCount));
    start += byteCount;
  }
  if (start !== bytes.length) throw unreadable(`its sections take ${start} of ${bytes.length} bytes`);
  const text = (name: SectionName) => decodeText(contents.get(name) ?? new Uint8Array(0));
  const lines = (name: SectionName) => text(name).split('\n').slice(0, -1);
  const entries = lines('schedule');
  if (entries.length !== header.entryCount) {
    throw unreadable(`it holds ${entries.length} schedule entries and says ${header.entryCount}`);
  }
  const { processId, moduleId } = header;
  return {
    processId,
    moduleId,
    processJson: text('process'),
    moduleJson: text('module'),
    moduleBytes: (contents.get('wasm') ?? new Uint8Array(0)).slice(),
    entries,
    documents: lines('documents').map((line) => decodeDocument(line, processId)),
    receipts: lines('receipts').map(decodeReceipt),
    checkpoint: decodeCheckpoint(contents.get('checkpoint')),
  };
}

/** JSON text as `JSON.stringify` writes it has no line breaks. */
function encodeLines(lines: readonly string[]): Bytes {
  return encodeUtf8(lines.map((line) => `${line}\n`).join(''));
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

function decodeCheckpoint(section: Bytes | undefined): ImportedCheckpoint | null {
  if (section === undefined || section.length === 0) return null;
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

async function unpack(file: Blob): Promise<Bytes> {
  const parts: Uint8Array[] = [];
  let byteCount = 0;
  try {
    for await (const part of readAll(file.stream().pipeThrough(new DecompressionStream('gzip')))) {
      byteCount += part.length;
      if (byteCount > maximumBytes) break;
      parts.push(part);
    }
  } catch (error) {
    throw unreadable('it cannot be unpacked', error);
  }
  if (byteCount > maximumBytes) throw unreadable(`it unpacks to more than ${maximumBytes} bytes`);
  return concatBytes(parts);
}

/** Chromium's streams are iterable, WebKit's are not yet. */
async function* readAll(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function decodeText(bytes: Bytes): string {
  const text = decodeUtf8Strict(bytes);
  if (text === undefined) throw unreadable('a part of it is not UTF-8');
  return text;
}
