import { errno, FileSystemError } from '../../fileSystem/errno.ts';
import type { FileSystem } from '../../fileSystem/fileSystem.ts';
import { hasNoAttributes } from '../../fileSystem/node.ts';
import { normalizePath, resolvePath, trimTrailingSlash } from '../../fileSystem/path.ts';
import type { FormatTraits } from '../../formats.ts';
import { encodeCText, wholeCharacters, zeroTerminated } from '../../instance/cString.ts';
import { AbortedError } from '../../instance/moduleErrors.ts';
import type { ModuleMemory } from '../../instance/moduleMemory.ts';
import type { HostContext } from '../hostContext.ts';
import { define, type ImportDefinition, type ImportFamily } from './define.ts';
import { statOf, writeStat } from './stat.ts';

/** Stands for the working directory where a directory's descriptor is expected. */
const currentDirectory = -100;
const statFlags = { noFollow: 0x100, emptyPath: 0x1000, noAutomount: 0x800 } as const;
const removeDirectoryFlag = 512;

/** What the path-taking system calls share: where a path argument points, and how failures are answered. */
export class PathArguments {
  readonly #memory: ModuleMemory;
  readonly #host: HostContext;

  constructor(memory: ModuleMemory, host: HostContext) {
    this.#memory = memory;
    this.#host = host;
  }

  text(address: number): string {
    return this.#memory.readText(address);
  }

  /** The path argument of an `…at` call, relative to the directory that `fd` is open on. */
  at(fd: number, address: number, allowEmpty = false): string {
    const path = this.text(address);
    if (path.startsWith('/')) return path;
    const base = fd === currentDirectory ? '/' : this.#host.files.open.get(fd).path;
    if (path === '') {
      if (!allowEmpty) throw new FileSystemError(errno.noSuchEntry);
      return base;
    }
    return normalizePath(`${base}/${path}`);
  }
}

/** A system call: failures become negative error numbers. */
export function systemCall(
  signature: ImportDefinition['signature'],
  call: (...args: number[]) => unknown,
): ImportDefinition {
  return define(signature, (...args) => answering(-1, () => call(...args)));
}

/** Runs `call`; a `FileSystemError` becomes its number times `sign`, no result becomes 0. */
export function answering(sign: 1 | -1, call: () => unknown): number {
  try {
    const value = call();
    return typeof value === 'number' ? value : 0;
  } catch (error) {
    if (error instanceof FileSystemError) return sign * error.errno;
    throw error;
  }
}

/** System calls on names: making, removing, renaming, describing. */
export function fileNameImports(memory: ModuleMemory, traits: FormatTraits, host: HostContext): ImportFamily {
  const putStat = (path: string, target: number, follow: boolean) =>
    writeStat(memory, traits, target, lookedAt(path, follow));
  const lookedAt = (path: string, follow: boolean) => {
    try {
      return statOf(host.files, path, follow);
    } catch (error) {
      // Replicated quirk: to the earliest formats a directory that may not be searched is none.
      const isHidden = error instanceof FileSystemError && error.errno === errno.access;
      throw isHidden && traits.structures === 'early' ? new FileSystemError(errno.notADirectory) : error;
    }
  };
  const paths = new PathArguments(memory, host);
  // Two formats take the length of `getcwd` for a signed number.
  const signedCapacity = traits.structures === 'early' || (traits.suspends && memory.pointerBytes === 4);
  const knownStatFlags =
    statFlags.noFollow | statFlags.emptyPath | (traits.structures === 'early' ? 0 : statFlags.noAutomount);
  const tree = () => host.files.tree;
  const followed = (path: string) => tree().find(resolvePath(path), { follow: true });
  return {
    __syscall_chmod: systemCall('pi>i', (path, mode) => {
      tree().changeMode(followed(nonEmpty(paths.text(path))), mode);
    }),
    __syscall_faccessat: systemCall('ipii>i', (fd, path, mode, flags) => {
      if (flags !== 0) throw new AbortedError('faccessat with flags');
      const target = paths.at(fd, path);
      if ((mode & ~7) !== 0) return -errno.invalid;
      const node = followed(target);
      if ((mode & 4) !== 0) tree().require(node, 'read');
      if ((mode & 2) !== 0) tree().require(node, 'write');
      if ((mode & 1) !== 0) tree().require(node, 'execute');
      return 0;
    }),
    __syscall_mkdirat: systemCall('ipi>i', (fd, path, mode) => {
      tree().makeDirectory(trimTrailingSlash(normalizePath(paths.at(fd, path))), mode);
    }),
    __syscall_unlinkat: systemCall('ipi>i', (fd, path, flags) => {
      const target = paths.at(fd, path);
      if (flags === 0) tree().unlink(target);
      else if (flags === removeDirectoryFlag) tree().removeDirectory(target);
      else throw new AbortedError('Invalid flags passed to unlinkat');
    }),
    __syscall_rmdir: systemCall('p>i', (path) => tree().removeDirectory(nonEmpty(paths.text(path)))),
    __syscall_renameat: systemCall('ipip>i', (oldFd, oldPath, newFd, newPath) => {
      const [from, to] = [paths.at(oldFd, oldPath), paths.at(newFd, newPath)];
      host.refusing(() => tree().rename(from, to));
    }),
    __syscall_readlinkat: systemCall('ippp>i', (fd, path, buffer, capacity) => {
      const target = paths.at(fd, path);
      const room = traits.structures === 'early' ? capacity | 0 : capacity;
      if (room <= 0) return -errno.invalid;
      const bytes = encodeCText(readLink(host.files, target));
      const length = Math.min(room, bytes.length);
      if (Number.isNaN(length)) return 0;
      // A NUL is written behind it, and what was there is put back: where a character does not fit, one stays before the end.
      const behind = memory.readByte(buffer + length);
      memory.writeBytes(buffer, zeroTerminated(wholeCharacters(bytes, room)));
      if (behind !== undefined) memory.writeBytes(buffer + length, Uint8Array.of(behind));
      return length;
    }),
    __syscall_getcwd: systemCall('pp>i', (buffer, capacity) => {
      const room = signedCapacity ? capacity | 0 : capacity;
      if (room === 0) return -errno.invalid;
      if (room < 2) return -errno.range;
      if (!Number.isNaN(room)) memory.writeBytes(buffer, zeroTerminated(encodeCText('/')));
      return 2;
    }),
    __syscall_stat64: systemCall('pp>i', (path, target) => putStat(paths.text(path), target, true)),
    __syscall_lstat64: systemCall('pp>i', (path, target) => putStat(paths.text(path), target, false)),
    __syscall_newfstatat: systemCall('ippi>i', (fd, path, target, flags) => {
      if ((flags & ~knownStatFlags) !== 0) throw new AbortedError('unknown flags in __syscall_newfstatat');
      const at = paths.at(fd, path, (flags & statFlags.emptyPath) !== 0);
      putStat(at, target, (flags & statFlags.noFollow) === 0);
    }),
    __syscall_fstat64: systemCall('ip>i', (fd, target) =>
      putStat(host.files.open.get(fd).path, target, true),
    ),
    __syscall_utimensat: systemCall('ippi>i', (fd, path, times, flags) => {
      if (flags !== 0) throw new AbortedError('utimensat with flags');
      const target = paths.at(fd, path, true);
      const isGiven = times !== 0 && !Number.isNaN(times);
      const newest = isGiven ? newerTime(memory, traits, times) : host.clock.tick();
      const node = followed(target);
      if (hasNoAttributes(node)) throw new AbortedError('its times cannot be set');
      // What is no date is none: later looks find no time either.
      node.timestamp = new Date(newest).getTime();
    }),
  };
}

/** The later one of two `struct timespec`s, in milliseconds. */
function newerTime(memory: ModuleMemory, traits: FormatTraits, address: number): number {
  const early = traits.structures === 'early';
  const read = (at: number) => {
    const seconds = early ? memory.readInt32(at) : memory.readInt64(at);
    return seconds * 1000 + memory.readInt32(at + (early ? 4 : 8)) / 1e6;
  };
  return Math.max(read(address), read(address + (early ? 8 : 16)));
}

/** Of the empty path the reference makes no error number. */
function nonEmpty(path: string): string {
  if (path === '') throw new AbortedError('the path is empty');
  return path;
}

function readLink(files: FileSystem, path: string): string {
  const node = files.tree.find(resolvePath(path), { follow: false });
  const isDescriptor = node.kind === 'device' && node.device === 'descriptor';
  return isDescriptor ? files.open.get(Number(node.name)).path : files.tree.readLink(path);
}
