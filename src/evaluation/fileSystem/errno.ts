/** WASI error numbers that the file system answers with, as emscripten numbers them. */
export const errno = {
  access: 2,
  busy: 10,
  badFileDescriptor: 8,
  exists: 20,
  invalid: 28,
  ioError: 29,
  isDirectory: 31,
  loop: 32,
  tooManyOpenFiles: 33,
  noSuchDevice: 43,
  noSuchEntry: 44,
  noMemory: 48,
  notADirectory: 54,
  notEmpty: 55,
  notATerminal: 59,
  noSuchDeviceOrAddress: 60,
  overflow: 61,
  notPermitted: 63,
  range: 68,
  illegalSeek: 70,
  crossDevice: 75,
} as const;

/** A system call failed in a way that the module is told about. Never leaves the system calls. */
export class FileSystemError extends Error {
  readonly errno: number;

  constructor(number: number) {
    super(`errno ${number}`);
    this.name = 'FileSystemError';
    this.errno = number;
  }
}
