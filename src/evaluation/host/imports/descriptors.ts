import { errno, FileSystemError } from '../../fileSystem/errno.ts';
import { hasNoAttributes } from '../../fileSystem/node.ts';
import { isTerminal, type OpenFile, openFlags } from '../../fileSystem/openFile.ts';
import type { FormatTraits } from '../../formats.ts';
import { MemoryPart } from '../../instance/memoryPart.ts';
import { AbortedError } from '../../instance/moduleErrors.ts';
import type { ExportsOf } from '../../instance/moduleExports.ts';
import type { ModuleMemory } from '../../instance/moduleMemory.ts';
import type { HostContext } from '../hostContext.ts';
import { define, type ImportFamily } from './define.ts';
import { answering, PathArguments, systemCall } from './files.ts';
import { crossingOf } from './heap.ts';

const readLockType = 2;
/** Of a file that is made where its permissions are not in memory. */
const usualPermissions = 0o666;

/** System calls on open files (WASI's `fd_…` answer with positive error numbers, musl's with negative ones). */
export function descriptorImports(
  memory: ModuleMemory,
  traits: FormatTraits,
  host: HostContext,
  exports: ExportsOf,
): ImportFamily {
  const isEarly = traits.structures === 'early';
  const crossed = crossingOf(traits);
  const open = () => host.files.open;
  const tree = () => host.files.tree;
  const paths = new PathArguments(memory, host);
  return {
    __syscall_openat: systemCall('ipip>i', (fd, path, flags, varargs) => {
      const target = paths.at(fd, path);
      const permissions = varargs === 0 || Number.isNaN(varargs) ? 0 : memory.readInt32(varargs);
      return open().open(target, flags, Number.isNaN(permissions) ? usualPermissions : permissions);
    }),
    __syscall_dup3: systemCall('iii>i', (fd, target, flags) => {
      open().get(fd);
      if (flags !== 0) throw new AbortedError('dup3 with flags');
      if (fd === target) return -errno.invalid;
      // Replicated quirk: to most formats −1 means whichever is free.
      if (target === -1 && !isEarly) return open().duplicate(fd, 0, true);
      open().duplicateOnto(fd, target);
      return target;
    }),
    __syscall_fcntl64: systemCall('iip>i', (fd, command, varargs) => {
      const file = open().get(fd);
      switch (command) {
        case 0: {
          const least = memory.readInt32(varargs);
          if (Number.isNaN(least)) return open().duplicate(fd, 0, true);
          return least < 0 ? -errno.invalid : open().duplicate(fd, least, isEarly);
        }
        case 1:
        case 2:
          return 0;
        case 3:
          return file.shared.flags;
        case 4:
          file.shared.flags |= memory.readInt32(varargs);
          return 0;
        case traits.fileLockCommand:
          memory.writeInt16(memory.readPointer(varargs), readLockType);
          return 0;
        case traits.fileLockCommand + 1:
        case traits.fileLockCommand + 2:
          return 0;
        case 9: // F_GETOWN
          if (!isEarly) return -errno.invalid;
          memory.writeInt32(exports().call('__errno_location'), errno.invalid);
          return -1;
        default:
          return -errno.invalid;
      }
    }),
    __syscall_ioctl: systemCall('iip>i', (fd, request, varargs) =>
      controlTerminal(memory, traits, open().get(fd), request, varargs),
    ),
    __syscall_fchmod: systemCall('ii>i', (fd, mode) => tree().changeMode(open().get(fd).node, mode)),
    __syscall_fchown32: systemCall('iii>i', (fd) => {
      const { node } = open().get(fd);
      if (hasNoAttributes(node)) throw new FileSystemError(errno.notPermitted);
      tree().touch(node);
    }),
    __syscall_ftruncate64: systemCall('il>i', (fd, size) => {
      if (Number.isNaN(size)) return isEarly ? -errno.overflow : errno.overflow;
      const file = open().get(fd);
      if ((file.shared.flags & openFlags.access) === 0) return -errno.invalid;
      tree().truncate(file.node, size);
      return 0;
    }),
    fd_close: define('i>i', (fd) => answering(1, () => open().close(fd))),
    fd_read: define('ippp>i', (fd, vector, count, result) =>
      answering(1, () => {
        open().get(fd);
        let total = 0;
        for (const part of vectorParts(memory, vector, crossed(count))) {
          const read = open().read(fd, part);
          total += read;
          if (read < part.length) break;
        }
        memory.writePointer(result, total);
      }),
    ),
    fd_write: define('ippp>i', (fd, vector, count, result) =>
      answering(1, () => {
        open().get(fd);
        let total = 0;
        for (const part of vectorParts(memory, vector, crossed(count))) total += open().write(fd, part);
        memory.writePointer(result, total);
      }),
    ),
    fd_seek: define('ilip>i', (fd, offset, whence, result) =>
      answering(1, () => {
        if (Number.isNaN(offset)) return errno.overflow;
        memory.writeInt64(result, open().seek(fd, offset, whence));
        return 0;
      }),
    ),
    // Everything is in memory already; the reference does not suspend for it either.
    fd_sync: define('i>i', (fd) => answering(1, () => void open().get(fd))),
    fd_fdstat_get: define('ip>i', (fd, target) =>
      answering(1, () => {
        memory.writeBytes(target, Uint8Array.of(isTerminal(open().get(fd)) ? 2 : 4));
        if (traits.structures === 'early') return;
        memory.writeInt16(target + 2, 0);
        memory.writeInt64(target + 8, 0);
        memory.writeInt64(target + 16, 0);
      }),
    ),
  };
}

function* vectorParts(memory: ModuleMemory, vector: number, count: number): Iterable<MemoryPart> {
  for (let index = 0; index < count; index += 1) {
    const entry = vector + index * 2 * memory.pointerBytes;
    const start = memory.readPointer(entry);
    const length = memory.readPointer(entry + memory.pointerBytes);
    yield new MemoryPart(memory, start, length);
  }
}

const terminalSettings = {
  words: [25856, 5, 191, 35387],
  controlCharacters: [3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22],
  rowsAndColumns: [24, 80],
} as const;

/** `ioctl` of a terminal that has settings and a size and cannot be changed. */
function controlTerminal(
  memory: ModuleMemory,
  traits: FormatTraits,
  file: OpenFile,
  request: number,
  varargs: number,
): number {
  const writes = traits.structures === 'current';
  // The error stream's terminal has neither.
  const answers = writes && file.node.kind === 'device' && file.node.device === 'tty';
  const target = () => memory.readPointer(varargs);
  const requireTerminal = () => {
    if (!isTerminal(file)) throw new FileSystemError(errno.notATerminal);
  };
  switch (request) {
    case 0x5401: // TCGETS
      requireTerminal();
      if (answers) writeTerminalSettings(memory, target());
      return 0;
    case 0x5413: // TIOCGWINSZ
      requireTerminal();
      if (answers) {
        const [rows, columns] = terminalSettings.rowsAndColumns;
        const address = target();
        memory.writeInt16(address, rows);
        memory.writeInt16(address + 2, columns);
      }
      return 0;
    case 0x540f: // TIOCGPGRP
      requireTerminal();
      memory.writeInt32(target(), 0);
      return 0;
    case 0x5410: // TIOCSPGRP
      requireTerminal();
      return -errno.invalid;
    case 0x541b: // FIONREAD
      throw new FileSystemError(errno.notATerminal);
    case 0x5402: // TCSETS and its variants, TCSBRK, TCXONC, TCFLSH, TIOCSWINSZ: accepted, without effect
    case 0x5403:
    case 0x5404:
    case 0x5405:
    case 0x5406:
    case 0x5407:
    case 0x5408:
    case 0x5414:
      requireTerminal();
      return 0;
    case 0x540b:
      if (writes) {
        requireTerminal();
        return 0;
      }
      throw new AbortedError(`bad ioctl syscall ${request}`);
    default:
      if (writes) return -errno.invalid;
      throw new AbortedError(`bad ioctl syscall ${request}`);
  }
}

function writeTerminalSettings(memory: ModuleMemory, address: number): void {
  for (const [index, word] of terminalSettings.words.entries()) memory.writeInt32(address + index * 4, word);
  const characters = new Uint8Array(32);
  characters.set(terminalSettings.controlCharacters);
  memory.writeBytes(address + 17, characters);
}
