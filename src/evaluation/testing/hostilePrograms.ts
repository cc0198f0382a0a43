import fc from 'fast-check';
import type { ModuleFormat } from '../../protocol/module.ts';
import { formatTraits } from '../formats.ts';
import { importNames } from '../host/minifiedNames.ts';
import type { CallStep } from './callModule.ts';
import { addressOf, among, argumentsOf, at } from './hostileArguments.ts';

type Arguments = ReturnType<typeof argumentsOf>;
type Calls = Readonly<Record<string, readonly [signature: string, ...kinds: (keyof Arguments)[]]>>;

/** What every format offers under this name. */
const everywhere: Calls = {
  __syscall_openat: ['ipip>i', 'directory', 'path', 'openFlags', 'varargs'],
  __syscall_dup3: ['iii>i', 'fd', 'fd', 'zero'],
  __syscall_fcntl64: ['iip>i', 'fd', 'command', 'varargs'],
  __syscall_ioctl: ['iip>i', 'fd', 'request', 'varargs'],
  __syscall_fstat64: ['ip>i', 'fd', 'pointer'],
  __syscall_stat64: ['pp>i', 'path', 'pointer'],
  __syscall_lstat64: ['pp>i', 'path', 'pointer'],
  __syscall_newfstatat: ['ippi>i', 'directory', 'path', 'pointer', 'statFlags'],
  __syscall_chmod: ['pi>i', 'path', 'mode'],
  __syscall_fchmod: ['ii>i', 'fd', 'mode'],
  __syscall_fchown32: ['iii>i', 'fd', 'zero', 'zero'],
  __syscall_faccessat: ['ipii>i', 'directory', 'path', 'access', 'zero'],
  __syscall_mkdirat: ['ipi>i', 'directory', 'path', 'mode'],
  __syscall_unlinkat: ['ipi>i', 'directory', 'path', 'unlinkFlags'],
  __syscall_rmdir: ['p>i', 'path'],
  __syscall_renameat: ['ipip>i', 'directory', 'path', 'directory', 'path'],
  __syscall_readlinkat: ['ippp>i', 'directory', 'path', 'pointer', 'room'],
  __syscall_getcwd: ['pp>i', 'pointer', 'room'],
  __syscall_utimensat: ['ippi>i', 'directory', 'path', 'times', 'zero'],
  __syscall_ftruncate64: ['il>i', 'fd', 'length'],
  fd_close: ['i>i', 'fd'],
  fd_sync: ['i>i', 'fd'],
  fd_fdstat_get: ['ip>i', 'fd', 'pointer'],
  fd_read: ['ippp>i', 'fd', 'vector', 'count', 'pointer'],
  fd_write: ['ippp>i', 'fd', 'vector', 'count', 'pointer'],
  fd_seek: ['ilip>i', 'fd', 'offset', 'whence', 'pointer'],
  strftime: ['pppp>p', 'pointer', 'room', 'pattern', 'tm'],
  environ_sizes_get: ['pp>i', 'pointer', 'pointer'],
  environ_get: ['pp>i', 'pointer', 'pointer'],
  emscripten_resize_heap: ['p>i', 'heap'],
};
const early: Calls = {
  _gmtime_js: ['pp>v', 'pointer', 'tm'],
  _localtime_js: ['pp>v', 'pointer', 'tm'],
  _mktime_js: ['p>i', 'tm'],
  getTempRet0: ['>i'],
  setTempRet0: ['i>v', 'command'],
  emscripten_memcpy_big: ['ppp>v', 'pointer', 'pointer', 'bytes'],
  _mmap_js: ['piiiip>i', 'bytes', 'protection', 'sharing', 'fd', 'count', 'pointer'],
  _munmap_js: ['ppiiii>i', 'pointer', 'bytes', 'protection', 'sharing', 'fd', 'count'],
};
const current: Calls = {
  _gmtime_js: ['lp>v', 'seconds', 'tm'],
  _localtime_js: ['lp>v', 'seconds', 'tm'],
  _mktime_js: ['p>l', 'tm'],
  _munmap_js: ['ppiiil>i', 'pointer', 'bytes', 'protection', 'sharing', 'fd', 'count'],
};
const minified = new Set(importNames.values());
export const callsOf: Partial<Readonly<Record<ModuleFormat, Calls>>> = {
  'wasm32-unknown-emscripten': Object.fromEntries(
    Object.entries({ ...everywhere, ...early }).filter(([name]) => minified.has(name)),
  ),
  'wasm32-unknown-emscripten2': { ...everywhere, ...early },
  'wasm32-unknown-emscripten3': {
    ...{ ...everywhere, ...current },
    emscripten_memcpy_js: ['ppp>v', 'pointer', 'pointer', 'bytes'],
    _mmap_js: ['piiilpp>i', 'bytes', 'protection', 'sharing', 'fd', 'count', 'pointer', 'pointer'],
  },
  'wasm32-unknown-emscripten4': {
    ...{ ...everywhere, ...current },
    _emscripten_memcpy_js: ['ppp>v', 'pointer', 'pointer', 'bytes'],
  },
  'wasm64-unknown-emscripten-draft_2024_02_15': {
    ...{ ...everywhere, ...current },
    _emscripten_memcpy_js: ['ppp>v', 'pointer', 'pointer', 'bytes'],
  },
};

/** What the calls read: parts of memory, a time, variable arguments. Then some calls, and now and then memory that grows without its host. */
export function programs(format: ModuleFormat): fc.Arbitrary<readonly CallStep[]> {
  const { pointerBytes } = formatTraits[format];
  const kinds = argumentsOf(pointerBytes === 8);
  const put = (address: number, value: fc.Arbitrary<bigint>, pointer = false): fc.Arbitrary<CallStep> =>
    value.map((chosen) => ({ kind: 'put', address, value: chosen, pointer }));
  const begins = fc.oneof(
    { weight: 6, arbitrary: among(at.part, at.part + 31) },
    { weight: 1, arbitrary: kinds.odd },
  );
  const lengths = among(0, 1, 5, 8, 9, 17, 300, 300, 70_000);
  const fields = [
    among(0, 59, 61, -1),
    among(0, 59, 100),
    among(0, 11, 12, 13, 23, -1),
    among(1, 29, 32, -5),
    among(0, 1, 11, 12, 13, -1),
    among(70, 100, 124, -1900, -1800, 99, 273_860, 273_861, -273_722),
    among(0, 1, 6, 7, -1),
    among(0, 59, 364, 365, -3, 900),
    among(0, 1, -1),
  ];
  const steps: readonly fc.Arbitrary<CallStep>[] = [
    ...[0, 1, 2].flatMap((index) => [
      put(at.vector + index * 2 * pointerBytes, begins, true),
      put(at.vector + (index * 2 + 1) * pointerBytes, lengths, true),
    ]),
    ...fields.map((field, index) => put(at.tm + index * 4, field)),
    put(at.tm + (pointerBytes === 8 ? 40 : 36), among(0, 3600, -5400), true),
    put(at.tm + (pointerBytes === 8 ? 48 : 40), among(0, addressOf('x'), addressOf('$&%d')), true),
    put(at.varargs, fc.oneof(among(0, 3, 10, -1, 0o644, 0o2000, at.part), kinds.odd), true),
    ...[0, 16, 256, 272].map((offset) => put(at.times + offset, among(0, 1000, -1))),
    ...[8, 24, 264, 280].map((offset) => put(at.times + offset, among(0, 999_999_999))),
    ...[12, 28, 268, 284].map((offset) => put(at.times + offset, among(0, 0, 0x10000))),
  ];
  const call = fc.oneof(
    ...Object.entries(callsOf[format] ?? {}).map(([name, [signature, ...names]]) =>
      fc
        .tuple(...names.map((kind) => kinds[kind]))
        .map((args): CallStep => ({ kind: 'call', name, signature, args })),
    ),
  );
  const grow = among(0, 1, 20).map((pages): CallStep => ({ kind: 'grow', pages }));
  const calls = fc.array(fc.oneof({ weight: 80, arbitrary: call }, { weight: 1, arbitrary: grow }), {
    minLength: 8,
    maxLength: 14,
  });
  return fc.tuple(fc.tuple(...steps), calls).map(([before, after]) => [...before, ...after]);
}
