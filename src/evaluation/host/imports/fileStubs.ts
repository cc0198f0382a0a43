import { AbortedError } from '../../instance/moduleErrors.ts';
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
    fd_write: define('ippp>i', (fd, vector, count, result) => {
      let total = 0;
      for (let index = 0; index < (count | 0); index += 1) {
        const length = memory.readUint32(vector + index * 8 + 4);
        // What is printed is gathered by descriptor, and there are two.
        if (length > 0 && fd !== 1 && fd !== 2) throw new AbortedError(`descriptor ${fd} prints nothing`);
        total += length;
      }
      memory.writePointer(result, total);
      return 0;
    }),
  };
}
