import { expect, test } from 'vitest';
import { errno } from '../../fileSystem/errno.ts';
import { formatTraits } from '../../formats.ts';
import { AbortedError } from '../../instance/moduleErrors.ts';
import { ModuleMemory } from '../../instance/moduleMemory.ts';
import { dockerProfile } from '../../profile.ts';
import { HostContext } from '../hostContext.ts';
import { calendarImports } from './calendar.ts';
import { bindImport, define, type ImportFamily } from './define.ts';
import { descriptorImports } from './descriptors.ts';
import { memoryMapImports } from './memoryMap.ts';
import { tmFields } from './tm.ts';

// What is expected here was answered by the reference loader, to a module that made these calls.
const traits = formatTraits['wasm32-unknown-emscripten3'];

function host(pointerBytes: 4 | 8 = 4) {
  const raw = new WebAssembly.Memory({ initial: 1 });
  const memory = new ModuleMemory(() => raw, pointerBytes);
  return { memory, context: new HostContext(dockerProfile, traits) };
}

function call(family: ImportFamily, name: string, ...args: readonly number[]): number | undefined {
  return family[name]?.call(...args);
}

const noExports = () => {
  throw new Error('nothing of the module is called');
};

const largest = 2n ** 53n;

test.each([
  [largest, 2 ** 53],
  [largest + 1n, Number.NaN],
  [-largest, -(2 ** 53)],
  [-largest - 1n, Number.NaN],
  [2n ** 63n - 1n, Number.NaN],
])('the integer %s crosses as %s, whole or in two words', (value, expected) => {
  const seen: number[] = [];
  const definition = define('l>v', (number) => void seen.push(number));
  bindImport(definition, 8, () => undefined)(value);
  const [low, high] = [BigInt.asIntN(32, value), BigInt.asIntN(32, value >> 32n)];
  bindImport(definition, 4, () => undefined)(Number(low), Number(high));
  expect(seen).toEqual([expected, expected]);
});

test.each([
  ['the earliest day that there is', -8_640_000_000_000, 109],
  ['the latest', 8_640_000_000_000, 256],
  ['the first day of the first century', -62_135_596_800, 0],
])('the day of the year of %s', (_what, seconds, expected) => {
  const { memory, context } = host();
  call(calendarImports(memory, traits, context, noExports), '_localtime_js', seconds, 1024);
  expect(memory.readInt32(1024 + tmFields(memory).yearDay)).toBe(expected);
});

test.each([
  [4, 'is no failure'],
  [8, 'fails'],
] as const)('a time that is no date, with pointers of %i bytes, %s', (pointerBytes, what) => {
  const { memory, context } = host(pointerBytes);
  const family = calendarImports(memory, traits, context, noExports);
  const breakDown = () => call(family, '_localtime_js', 8_640_000_000_001, 1024);
  if (what === 'fails') expect(breakDown).toThrow(AbortedError);
  else expect(breakDown).not.toThrow();
  expect(() => call(family, '_gmtime_js', 8_640_000_000_001, 1024)).not.toThrow();
});

test('the error terminal says neither its size nor its settings', () => {
  const { memory, context } = host();
  const family = descriptorImports(memory, traits, context, noExports);
  memory.writePointer(512, 1024);
  for (const request of [0x5401, 0x5413]) {
    expect(call(family, '__syscall_ioctl', 2, request, 512)).toBe(0);
    expect(memory.bytes.subarray(1024, 1084)).toEqual(new Uint8Array(60));
  }
  expect(call(family, '__syscall_ioctl', 1, 0x5413, 512)).toBe(0);
  expect([...memory.bytes.subarray(1024, 1028)]).toEqual([24, 0, 80, 0]);
});

test('a descriptor that cannot be read is not mapped', () => {
  const { memory, context } = host();
  const family = memoryMapImports(memory, traits, context, noExports);
  const [readable, writable, shared, errorStream, input] = [1, 2, 1, 2, 0];
  const map = (protection: number, fd: number) =>
    call(family, '_mmap_js', 100, protection, shared, fd, 0, 512, 520);
  expect(map(readable, errorStream)).toBe(-errno.access);
  expect(map(readable | writable, input)).toBe(-errno.access);
  expect(map(readable, input)).toBe(-errno.noSuchDevice);
});
