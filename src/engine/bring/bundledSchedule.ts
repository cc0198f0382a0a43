import { type Bytes, concatBytes, encodeUtf8 } from '../../base/bytes.ts';
import { EngineError } from '../../base/errors.ts';
import { unreadable } from './bundleHeader.ts';
import { decodeText, type PackedReader } from './packedFile.ts';

/** A schedule on its way into or out of a file. By far the largest part of it, a million messages are some 4 GB: never in memory as a whole. */
export interface BundledSchedule {
  readonly entryCount: number;
  /** Of all entries in UTF-8, with a line feed behind each. */
  readonly byteCount: number;
  /**
   * JSON text of each entry from nonce 0 on, as the scheduler unit said it; read anew at each call.
   * @throws EngineError `bundle-unreadable` on the way, where a file's are other than it says
   */
  entries(): AsyncIterable<string>;
}

/** As a scheduler unit's page may have: no entry is longer. */
const mostEntryBytes = 512 * 1024 ** 2;
/** Lines that are packed at once: each by itself would cost more than packing it. */
const packedBytes = 64 * 1024;

/** What `writeLines` will write, found by reading all of it once. */
export async function measureSchedule(entries: () => AsyncIterable<string>): Promise<BundledSchedule> {
  let entryCount = 0;
  let byteCount = 0;
  for await (const json of entries()) {
    entryCount += 1;
    byteCount += encodeUtf8(json).length + 1;
  }
  return { entryCount, byteCount, entries };
}

/**
 * JSON text as `JSON.stringify` writes it has no line breaks. What has come since it was measured is left out.
 * @throws EngineError `nothing-to-export` where it is no longer what was measured
 */
export async function* writeLines(schedule: BundledSchedule): AsyncGenerator<Bytes, void> {
  let lines: Bytes[] = [];
  let waiting = 0;
  let count = 0;
  let byteCount = 0;
  for await (const json of schedule.entries()) {
    if (count === schedule.entryCount) break;
    const line = encodeUtf8(`${json}\n`);
    lines.push(line);
    waiting += line.length;
    byteCount += line.length;
    count += 1;
    if (waiting < packedBytes) continue;
    yield concatBytes(lines);
    lines = [];
    waiting = 0;
  }
  if (count !== schedule.entryCount || byteCount !== schedule.byteCount) throw changedMeanwhile();
  yield concatBytes(lines);
}

/** The lines of a section, with a reader that stands at its beginning. */
export async function* readLines(
  reader: PackedReader,
  { entryCount, byteCount }: Pick<BundledSchedule, 'entryCount' | 'byteCount'>,
): AsyncGenerator<string, void> {
  const end = reader.position + byteCount;
  let count = 0;
  while (reader.position < end) {
    const line = await reader.line(Math.min(mostEntryBytes, end - reader.position));
    if (line === undefined || reader.position > end) throw unreadable('its schedule ends within an entry');
    yield decodeText(line);
    count += 1;
  }
  if (count !== entryCount) throw unreadable(`it holds ${count} schedule entries and says ${entryCount}`);
}

function changedMeanwhile(): EngineError {
  return new EngineError(
    'nothing-to-export',
    'What is kept of the process changed while the file was written, as where it is forgotten or room is made.',
  );
}
