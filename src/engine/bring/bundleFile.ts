import { type Bytes, concatBytes, decodeUtf8Strict, encodeUtf8 } from '../../base/bytes.ts';
import { EngineError } from '../../base/errors.ts';

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
}

interface Header {
  readonly version: number;
  readonly processId: string;
  readonly moduleId: string;
  readonly entryCount: number;
  /** Lengths of the sections that follow, in bytes: process, module, WebAssembly, schedule. */
  readonly sections: readonly number[];
}

const magic = encodeUtf8('selfsame-bundle\n');
const version = 1;
/** A bundle that unpacks to more is not read: it would not fit into a tab. */
const maximumBytes = 1024 ** 3;

export async function encodeBundle(bundle: ProcessBundle): Promise<Bytes> {
  const { processId, moduleId, entries } = bundle;
  const sections = [
    encodeUtf8(bundle.processJson),
    encodeUtf8(bundle.moduleJson),
    bundle.moduleBytes,
    // JSON text as `JSON.stringify` writes it has no line breaks.
    encodeUtf8(entries.map((entry) => `${entry}\n`).join('')),
  ];
  const header: Header = {
    version,
    processId,
    moduleId,
    entryCount: entries.length,
    sections: sections.map(({ length }) => length),
  };
  const headerLine = encodeUtf8(`${JSON.stringify(header)}\n`);
  const packed = new Blob([magic, headerLine, ...sections])
    .stream()
    .pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** @throws EngineError `bundle-unreadable` */
export async function decodeBundle(file: Blob): Promise<ProcessBundle> {
  const bytes = await unpack(file);
  if (magic.some((byte, index) => bytes[index] !== byte)) throw unreadable('it is not a Selfsame bundle');
  const headerEnd = bytes.indexOf(0x0a, magic.length);
  if (headerEnd === -1) throw unreadable('it has no header');
  const header = decodeHeader(bytes.subarray(magic.length, headerEnd));
  let start = headerEnd + 1;
  const [processBytes, moduleText, moduleBytes, scheduleBytes] = header.sections.map((length) => {
    const section = bytes.slice(start, start + length);
    start += length;
    return section;
  });
  if (start !== bytes.length) throw unreadable(`its sections take ${start} of ${bytes.length} bytes`);
  const entries = decodeText(scheduleBytes).split('\n').slice(0, -1);
  if (entries.length !== header.entryCount) {
    throw unreadable(`it holds ${entries.length} schedule entries and says ${header.entryCount}`);
  }
  return {
    processId: header.processId,
    moduleId: header.moduleId,
    processJson: decodeText(processBytes),
    moduleJson: decodeText(moduleText),
    moduleBytes: moduleBytes ?? new Uint8Array(0),
    entries,
  };
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

function decodeHeader(bytes: Uint8Array): Header {
  let header: Partial<Header> | null;
  try {
    header = JSON.parse(decodeText(bytes)) as Partial<Header> | null;
  } catch (error) {
    throw unreadable('its header is not JSON', error);
  }
  const { processId, moduleId, entryCount, sections } = header ?? {};
  if (header?.version !== version) {
    throw unreadable(`it has version ${String(header?.version)}, and this app reads version ${version}`);
  }
  const isWhole =
    typeof processId === 'string' &&
    typeof moduleId === 'string' &&
    Number.isSafeInteger(entryCount) &&
    Array.isArray(sections) &&
    sections.length === 4 &&
    sections.every((length) => Number.isSafeInteger(length) && Number(length) >= 0);
  if (!isWhole) throw unreadable('its header lacks something');
  return header as Header;
}

function decodeText(bytes: Uint8Array | undefined): string {
  const text = decodeUtf8Strict(bytes ?? new Uint8Array(0));
  if (text === undefined) throw unreadable('a part of it is not UTF-8');
  return text;
}

function unreadable(problem: string, cause?: unknown): EngineError {
  return new EngineError('bundle-unreadable', `This file cannot be read: ${problem}.`, {
    details: { problem },
    ...(cause !== undefined && { cause }),
  });
}
