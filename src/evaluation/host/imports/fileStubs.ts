import type { ModuleMemory } from '../../instance/moduleMemory.ts';
import { define, type ImportFamily } from './define.ts';

const notImplemented = 52;
const illegalSeek = 70;
const nothing = define('>i', () => 0);

/** The oldest format has no file system: opening "succeeds", reading does not, and what is written is counted. */
export function fileStubImports(memory: ModuleMemory): ImportFamily {
  return {
    __syscall_dup3: nothing,
    __syscall_fcntl64: nothing,
    __syscall_ioctl: nothing,
    __syscall_lstat64: nothing,
    __syscall_openat: nothing,
    __syscall_renameat: nothing,
    __syscall_rmdir: nothing,
    __syscall_unlinkat: nothing,
    fd_close: define('i>i', () => notImplemented),
    fd_read: define('ippp>i', () => notImplemented),
    fd_seek: define('ilip>i', () => illegalSeek),
    fd_write: define('ippp>i', (_fd, vector, count, result) => {
      let total = 0;
      for (let index = 0; index < count; index += 1) total += memory.readUint32(vector + index * 8 + 4);
      memory.writePointer(result, total);
      return 0;
    }),
  };
}
