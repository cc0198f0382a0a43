import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTarGz } from './tar.mjs';

// The system's tar is the judge: it writes what we read.
describe('readTarGz', () => {
  let folder = '';
  let archive = new Uint8Array();
  const longPath = `package/${'deep/'.repeat(18)}end/long.txt`;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'selfsame-tar-'));
    for (const [path, text] of Object.entries({
      'package/a.txt': 'first',
      'package/empty.txt': '',
      'package/exact.bin': 'x'.repeat(512),
      [longPath]: 'far down',
    })) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    execFileSync('tar', ['--format=ustar', '-czf', join(folder, 'a.tgz'), '-C', folder, 'package']);
    archive = readFileSync(join(folder, 'a.tgz'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads every regular file, long paths and block-sized files included', () => {
    const files = readTarGz(archive, () => true);
    const texts = Object.fromEntries(
      [...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]),
    );
    expect(texts).toEqual({
      'package/a.txt': 'first',
      'package/empty.txt': '',
      'package/exact.bin': 'x'.repeat(512),
      [longPath]: 'far down',
    });
  });

  it('keeps only what is wanted', () => {
    expect([...readTarGz(archive, (path) => path.endsWith('a.txt')).keys()]).toEqual(['package/a.txt']);
  });

  it('refuses an archive that ends inside a file', () => {
    const plain = gunzipSync(archive);
    const header = plain.indexOf('package/exact.bin');
    const torn = gzipSync(plain.subarray(0, header + 512 + 100));
    expect(() => readTarGz(torn, () => true)).toThrow('damaged');
  });
});
