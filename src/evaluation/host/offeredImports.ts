/*
 * The names that the reference's glue has, format by format. What a module imports beside them does not start there (`hostImports.test.ts` asks the loader).
 */

const files = [
  ...[
    'chmod',
    'dup3',
    'faccessat',
    'fchmod',
    'fchown32',
    'fcntl64',
    'fstat64',
    'ftruncate64',
    'getcwd',
    'ioctl',
  ],
  ...['lstat64', 'mkdirat', 'newfstatat', 'openat', 'readlinkat', 'renameat', 'rmdir', 'stat64', 'unlinkat'],
  'utimensat',
].map((name) => `__syscall_${name}`);

/** From the second format on. */
const common = [
  ...files,
  ...['fd_close', 'fd_fdstat_get', 'fd_read', 'fd_seek', 'fd_sync', 'fd_write'],
  ...[
    '_emscripten_get_now_is_monotonic',
    '_emscripten_throw_longjmp',
    '_gmtime_js',
    '_localtime_js',
    '_mktime_js',
  ],
  ...['_munmap_js', '_tzset_js', 'emscripten_get_heap_max', 'emscripten_get_now', 'emscripten_resize_heap'],
  ...['environ_get', 'environ_sizes_get', 'exit', 'strftime'],
];

const suspending = [
  ...common,
  ...['close', 'open', 'read'].map((name) => `__asyncjs__weavedrive_${name}`),
  ...['__assert_fail', '__cxa_throw', '_abort_js', '_emscripten_memcpy_js', '_emscripten_system'],
  ...['emscripten_date_now', 'metering_gasUsed', 'strftime_l'],
];

export const offeredImports = {
  second: new Set([
    ...common,
    ...['__assert_fail', '_dlinit', '_dlopen_js', '_dlsym_js', '_emscripten_date_now', '_mmap_js', 'abort'],
    ...['emscripten_memcpy_big', 'getTempRet0', 'invoke_vii', 'setTempRet0', 'system'],
  ]),
  third: new Set([
    ...common,
    ...[
      '_emscripten_system',
      '_mmap_js',
      'abort',
      'emscripten_date_now',
      'emscripten_memcpy_js',
      'invoke_vii',
    ],
  ]),
  fourth: new Set([...suspending, 'invoke_vii']),
  wide: new Set([...suspending, 'emscripten_err', 'invoke_vjj']),
} as const;
