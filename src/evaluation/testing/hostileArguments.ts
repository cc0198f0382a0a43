import fc from 'fast-check';
import type { Bytes } from '../../base/bytes.ts';
import { callModulePages } from './callModule.ts';

const memoryBytes = callModulePages * 65_536;
const scratch = 0x20000;
export const at = {
  varargs: scratch + 2000,
  vector: scratch + 0x800,
  part: scratch + 4608,
  tm: scratch + 3000,
  times: scratch + 256,
};

const paths = [
  ...[
    '/tmp/a',
    '/tmp/b',
    '/tmp',
    '/',
    '',
    '.',
    '..',
    '/tmp/',
    '/tmp/a/',
    '/tmp/a/b',
    '/dev/tty',
    '/dev/null',
  ],
  ...[
    '/dev/urandom',
    '/dev/stdout',
    '/proc/self/fd/3',
    '/nope/x',
    'tmp/a',
    '/tmp/é😀',
    '/tmp/d',
    '/tmp/d/e',
    '//tmp/./a',
  ],
];
const patterns = [
  ...[
    '%c',
    '%D %F',
    '%j%U%W%V',
    '%G %g',
    '%%c',
    '%Ey%Od',
    '%z %Z',
    '%p %I',
    '%C',
    '%y%Y',
    '%e',
    '%a%A',
    '%b%B',
    '%u%w',
  ],
  ...['%d%H%M%S', '$&%d', 'x'],
];
const textsAddress = 0x8000;
/** Addresses of what the calls name. */
export const texts = new Map<string, number>();
let textBytes: Bytes = new Uint8Array(0);
// Half of a surrogate pair, as a module may have it in its memory.
const half = Uint8Array.of(0x2f, 0x74, 0x6d, 0x70, 0x2f, 0xed, 0xa0, 0x80, 0);
for (const text of [...paths, ...patterns]) {
  texts.set(text, textsAddress + textBytes.length);
  textBytes = Uint8Array.of(...textBytes, ...new TextEncoder().encode(`${text}\0`));
}
const halfAddress = textsAddress + textBytes.length;
export const addressOf = (text: string) => BigInt(texts.get(text) ?? 0);

export function among(...values: readonly (number | bigint)[]): fc.Arbitrary<bigint> {
  return fc.constantFrom(...values.map(BigInt));
}

export function argumentsOf(isWide: boolean) {
  const odd = among(
    ...[0, 1, 2, 3, at.part + 1, at.part + 2, at.part + 4, memoryBytes - 1, memoryBytes - 3, memoryBytes - 4],
    ...[memoryBytes - 20, memoryBytes - 32, memoryBytes, memoryBytes + 5, 0x7fffffff, 0x80000001, 0xffffffff],
    ...[0xfffffffe, 0xfffffff0, 0xffffffd0],
    ...(isWide ? [2n ** 32n, 2n ** 53n + 1n, -1n, 2n ** 63n - 1n] : []),
  );
  const usually = (usual: fc.Arbitrary<bigint>) =>
    fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd });
  const pointer = usually(among(...[0, 8, 64, 256, 512, 1024, 3000, 4104].map((offset) => scratch + offset)));
  const path = fc.oneof(fc.constantFrom(...paths.map(addressOf)), among(halfAddress));
  return {
    odd,
    pointer,
    path,
    fd: among(0, 1, 2, 3, 3, 3, 4, 4, 5, -1, -100, 5000),
    directory: among(-100, -100, -100, 3, -1),
    pattern: fc.constantFrom(...patterns.map(addressOf)),
    room: usually(among(0, 1, 2, 5, 6, 7, 8, 9, 100, 0x7fffffff, 0xffffffff, 0x80000000)),
    count: among(0, 1, 2, 3),
    bytes: among(0, 1, 7, 9, 100),
    tm: usually(among(at.tm)),
    varargs: usually(among(at.varargs)),
    // Not among what other calls have written: lengths of gigabytes take the reference with them.
    vector: fc.oneof(
      { weight: 12, arbitrary: among(at.vector) },
      { weight: 1, arbitrary: among(at.vector + 1, memoryBytes - 4, memoryBytes, 0x80000008) },
    ),
    times: usually(among(0, at.times, at.times + 256)),
    heap: among(
      memoryBytes + 131_072,
      memoryBytes * 2,
      memoryBytes * 1.25,
      memoryBytes * 3,
      5,
      0x7fffffff,
      0xffffffff,
    ),
    seconds: among(0, 1, -1, 951_782_400, 8_640_000_000_000, 8_640_000_000_001, 2n ** 62n, 2n ** 53n + 1n),
    offset: among(0, 1, 5, -1, 4096, 2n ** 53n + 1n, -(2n ** 53n)),
    length: among(0, 1, 3, -1, 5000, 2n ** 53n + 1n),
    whence: among(0, 1, 2, 3),
    openFlags: among(0, 1, 2, 3, 0o101, 0o102, 0o103, 0o1102, 0o2102, 0o302, 0o200000, 0o400002, 0o10000001),
    mode: among(0o777, 0, 0o444, -1),
    access: among(0, 1, 2, 4, 7, 8),
    statFlags: among(0, 0x100, 0x800, 0x1000),
    unlinkFlags: among(0, 0, 512),
    command: among(0, 1, 2, 3, 4, 5, 6, 9, 12, 13, 1030),
    request: among(0x5401, 0x5413, 0x540f, 0x5410, 0x541b, 0x5402, 0x540b, 1),
    protection: among(1, 2, 3),
    sharing: among(1, 2),
    zero: among(0),
  };
}

/** What the calls name, in memory from the start. */
export const textsInMemory = [
  { address: textsAddress, bytes: textBytes },
  { address: halfAddress, bytes: half },
];
