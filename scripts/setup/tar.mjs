// @ts-check
import { gunzipSync } from 'node:zlib';

const blockBytes = 512;

/**
 * The regular files of a gzipped tar archive whose path `wants` accepts. Reads what npm writes: ustar headers with a
 * prefix field (POSIX.1-1988). Extended headers (`x`, `g`, `L`) are skipped, so paths longer than 255 bytes are not found.
 * @param {Uint8Array} archive
 * @param {(path: string) => boolean} wants
 * @returns {ReadonlyMap<string, Uint8Array>} path → content
 * @throws Error for an archive that ends inside a file
 */
export function readTarGz(archive, wants) {
  const bytes = gunzipSync(archive);
  /** @type {Map<string, Uint8Array>} */
  const files = new Map();
  let offset = 0;
  while (offset + blockBytes <= bytes.length && bytes[offset] !== 0) {
    const header = bytes.subarray(offset, offset + blockBytes);
    const size = Number.parseInt(readText(header, 124, 12), 8);
    const start = offset + blockBytes;
    if (!Number.isSafeInteger(size) || start + size > bytes.length) {
      throw new Error(`The archive is damaged at byte ${offset}.`);
    }
    const prefix = readText(header, 345, 155);
    const name = readText(header, 0, 100);
    const path = prefix === '' ? name : `${prefix}/${name}`;
    if (isRegularFile(header[156]) && wants(path)) files.set(path, bytes.subarray(start, start + size));
    offset = start + Math.ceil(size / blockBytes) * blockBytes;
  }
  return files;
}

/** @param {number | undefined} type */
function isRegularFile(type) {
  return type === 0x30 || type === 0;
}

/**
 * @param {Uint8Array} header
 * @param {number} offset
 * @param {number} length
 */
function readText(header, offset, length) {
  const field = header.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return Buffer.from(end < 0 ? field : field.subarray(0, end))
    .toString('utf8')
    .trim();
}
