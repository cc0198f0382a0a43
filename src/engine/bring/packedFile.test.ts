import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bytes, concatBytes, encodeUtf8 } from '../../base/bytes.ts';
import { pack, readPacked } from './packedFile.ts';

const packed = (...parts: readonly (string | Uint8Array)[]) => {
  const bytes = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return new Blob([new Uint8Array(gzipSync(bytes))]);
};
const unreadable = { layer: 'engine', code: 'bundle-unreadable' };

describe('a packed file', () => {
  it('is read line by line and count by count, wherever its pieces end', async () => {
    const line = fc.string({ unit: 'binary', maxLength: 300 }).filter((text) => !text.includes('\n'));
    const section = fc.uint8Array({ maxLength: 70_000 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(line, section), { maxLength: 12 }), async (parts) => {
        const written = parts.map((part) => (typeof part === 'string' ? encodeUtf8(`${part}\n`) : part));
        const reader = readPacked(packed(...written));
        let position = 0;
        for (const [index, part] of parts.entries()) {
          const whole = written[index] ?? new Uint8Array(0);
          if (typeof part === 'string') {
            const read = await reader.line(1_000_000);
            expect(read).toEqual(whole.subarray(0, -1));
          } else if (index % 3 === 0) await reader.skip(part.length);
          else expect(await reader.bytes(part.length)).toEqual(new Uint8Array(part));
          position += whole.length;
          expect(reader.position).toBe(position);
        }
        expect(await reader.isAtEnd()).toBe(true);
        await reader.close();
      }),
      { numRuns: 60 },
    );
  });

  it('ends with an error where more is asked of it than it has, and knows no line without its end', async () => {
    const short = () => readPacked(packed('abc'));
    await expect(short().bytes(4)).rejects.toMatchObject(unreadable);
    await expect(short().skip(4)).rejects.toMatchObject(unreadable);
    await expect(short().bytes(Number.MAX_SAFE_INTEGER)).rejects.toMatchObject(unreadable);
    expect(await short().line(100)).toBeUndefined();
  });

  it('gives no line that is longer than wanted', async () => {
    const file = packed('short\n', 'x'.repeat(4_000_000), '\n');
    const reader = readPacked(file);
    expect(await reader.line(5)).toEqual(encodeUtf8('short'));
    await expect(reader.line(1000)).rejects.toMatchObject(unreadable);
    await reader.close();
  });

  it('is refused where it unpacks to far more than honest ones do', async () => {
    const zeros = new Uint8Array(16 * 1024 ** 2);
    const bomb = packed(zeros);
    expect(bomb.size).toBeLessThan(zeros.length / 500);
    await expect(readPacked(bomb, 1024 ** 2).skip(zeros.length)).rejects.toMatchObject({
      ...unreadable,
      message: expect.stringContaining('unpacks to more than'),
    });
    await readPacked(bomb).skip(zeros.length);
  });

  it('is refused where it is broken or no gzip', async () => {
    const whole = new Uint8Array(await packed(randomBytes(100_000)).arrayBuffer());
    const broken = new Blob([whole.subarray(0, 50_000)]);
    await expect(readPacked(broken).skip(100_000)).rejects.toMatchObject(unreadable);
    await expect(readPacked(new Blob(['no gzip'])).isAtEnd()).rejects.toMatchObject(unreadable);
  });
});

describe('packing', () => {
  it('writes what another program unpacks, in the order in which it came', async () => {
    const parts = [encodeUtf8('first\n'), new Uint8Array(randomBytes(3_000_000)), encodeUtf8('last\n')];
    const file = await pack(parts);
    expect(gunzipSync(await file.arrayBuffer()).equals(concatBytes(parts))).toBe(true);
  });

  it('fails as its parts do', async () => {
    async function* parts(): AsyncGenerator<Bytes> {
      yield encodeUtf8('one');
      throw new RangeError('no more');
    }
    await expect(pack(parts())).rejects.toThrow('no more');
  });
});
