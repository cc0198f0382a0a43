import type { TickClock } from '../host/clock.ts';
import type { RandomBytes } from '../host/randomBytes.ts';
import { AbortedError } from '../instance/moduleErrors.ts';
import { type DriveCursor, type RemoteContent, sought, startOfFile } from '../weaveDrive/driveFile.ts';
import { errno, FileSystemError } from './errno.ts';
import type { FileTree } from './fileTree.ts';
import { contentOf, type FileNode, type FsNode, reserve } from './node.ts';
import { normalizePath } from './path.ts';

/** Bits of `open`'s flags, as musl numbers them. */
export const openFlags = {
  accessMode: 3,
  writeOnly: 1,
  readWrite: 2,
  create: 0o100,
  exclusive: 0o200,
  truncate: 0o1000,
  append: 0o2000,
  directory: 0o200000,
  noFollow: 0o400000,
} as const;

const mostDescriptors = 4096;

/** What duplicated descriptors have in common. */
export interface SharedPosition {
  flags: number;
  position: number;
  /** Of a file of WeaveDrive, in place of `position`. */
  cursor?: DriveCursor;
}

export interface OpenFile {
  readonly fd: number;
  readonly node: FsNode;
  /** As it was when opened: `fstat` looks the path up again, and fails once the file is unlinked or renamed. */
  readonly path: string;
  readonly shared: SharedPosition;
}

export function isTerminal(file: Pick<OpenFile, 'node'>): boolean {
  return file.node.kind === 'device' && (file.node.device === 'tty' || file.node.device === 'tty1');
}

/** The table of open file descriptors, and reading and writing through them. */
export class OpenFiles {
  readonly #tree: FileTree;
  readonly #clock: TickClock;
  readonly #random: RandomBytes;
  readonly #files = new Map<number, OpenFile>();

  constructor(tree: FileTree, clock: TickClock, random: RandomBytes) {
    this.#tree = tree;
    this.#clock = clock;
    this.#random = random;
    tree.isOpen = (fd) => this.has(fd);
  }

  all(): readonly OpenFile[] {
    return [...this.#files.values()].sort((a, b) => a.fd - b.fd);
  }

  /** @throws FileSystemError `badFileDescriptor` */
  get(fd: number): OpenFile {
    const file = this.#files.get(fd);
    if (file === undefined) throw new FileSystemError(errno.badFileDescriptor);
    return file;
  }

  has(fd: number): boolean {
    return this.#files.has(fd);
  }

  /** Puts an open file where a snapshot or `dup` wants it. */
  install(file: OpenFile): void {
    this.#files.set(file.fd, file);
  }

  open(path: string, flags: number, permissions: number): number {
    if (path === '') throw new FileSystemError(errno.noSuchEntry);
    const normalized = normalizePath(path);
    let node = this.#findOrNothing(normalized, (flags & openFlags.noFollow) === 0);
    let created = false;
    if ((flags & openFlags.create) !== 0) {
      if (node !== undefined && (flags & openFlags.exclusive) !== 0) throw new FileSystemError(errno.exists);
      if (node === undefined) {
        node = this.#tree.makeFile(normalized, permissions);
        created = true;
      }
    }
    if (node === undefined) throw new FileSystemError(errno.noSuchEntry);
    const truncates = (flags & openFlags.truncate) !== 0 && node.kind !== 'device';
    if ((flags & openFlags.directory) !== 0 && node.kind !== 'directory') {
      throw new FileSystemError(errno.notADirectory);
    }
    if (!created) this.#checkOpen(node, flags, truncates);
    if (truncates && !created) this.#tree.truncate(node, 0);
    const kept = flags & ~(openFlags.exclusive | openFlags.truncate | openFlags.noFollow);
    const fd = this.#lowestFree(0);
    if (fd > mostDescriptors) throw new FileSystemError(errno.tooManyOpenFiles);
    this.install({ fd, node, path: this.#tree.pathOf(node), shared: { flags: kept, position: 0 } });
    return fd;
  }

  close(fd: number): void {
    this.get(fd);
    this.#files.delete(fd);
  }

  /** Duplicates onto the lowest free descriptor that is at least `least`. */
  duplicate(fd: number, least: number): number {
    const copy = this.#lowestFree(least);
    this.install({ ...this.get(fd), fd: copy });
    return copy;
  }

  duplicateOnto(fd: number, target: number): void {
    this.install({ ...this.get(fd), fd: target });
  }

  /** Reads into `target` at the file's position; fewer bytes, or none, at its end. */
  read(fd: number, target: Uint8Array): number {
    const { node, shared } = this.get(fd);
    if ((shared.flags & openFlags.accessMode) === openFlags.writeOnly) {
      throw new FileSystemError(errno.badFileDescriptor);
    }
    if (node.kind === 'directory') throw new FileSystemError(errno.isDirectory);
    if (node.kind === 'link') throw new FileSystemError(errno.invalid);
    if (node.kind === 'file' && node.remote !== undefined) return readPastDrive(shared, node.remote);
    const count =
      node.kind === 'file' ? readFile(node, shared.position, target) : this.#readDevice(node, target);
    shared.position += count;
    return count;
  }

  write(fd: number, source: Uint8Array): number {
    const { node, shared } = this.get(fd);
    if ((shared.flags & openFlags.accessMode) === 0) throw new FileSystemError(errno.badFileDescriptor);
    if (node.kind === 'directory') throw new FileSystemError(errno.isDirectory);
    if (node.kind === 'link') throw new FileSystemError(errno.invalid);
    if (node.kind === 'file') {
      if ((shared.flags & openFlags.append) !== 0) shared.position = node.size;
      this.writeAt(node, shared.position, source);
    } else if (!isTerminal({ node }) && (shared.flags & openFlags.append) !== 0) {
      // Its end is looked for first.
      throw new FileSystemError(errno.illegalSeek);
    } else if (node.device !== 'null' && source.length > 0) {
      // What a process prints is dropped, but the terminal takes a tick for it.
      node.timestamp = this.#clock.tick();
    }
    shared.position += source.length;
    return source.length;
  }

  /** @returns the new position */
  seek(fd: number, offset: number, whence: number): number {
    const { node, shared } = this.get(fd);
    if (node.kind === 'device') throw new FileSystemError(errno.illegalSeek);
    if (whence !== 0 && whence !== 1 && whence !== 2) throw new FileSystemError(errno.invalid);
    if (node.kind === 'file' && node.remote !== undefined) {
      const cursor = shared.cursor ?? startOfFile;
      const place = sought(cursor, node.remote, offset, whence);
      if (Number(place) < 0) throw new FileSystemError(errno.invalid);
      shared.cursor = { ...cursor, position: place };
      return Number(place);
    }
    let position = offset;
    if (whence === 1) position += shared.position;
    if (whence === 2 && node.kind === 'file') position += node.size;
    if (position < 0) throw new FileSystemError(errno.invalid);
    shared.position = position;
    return position;
  }

  #readDevice(node: FsNode & { readonly kind: 'device' }, target: Uint8Array): number {
    // DIFF FROM REFERENCE CU: there the answer depends on how it was started (in a worker thread, an I/O error). Here standard
    // input is at its end, always (legacynet.md §5.4).
    if (node.device === 'tty1') throw new FileSystemError(errno.noSuchDeviceOrAddress);
    if (node.device !== 'random') return 0;
    this.#random.fill(target);
    if (target.length > 0) node.timestamp = this.#clock.tick();
    return target.length;
  }

  /** Writes regardless of any descriptor; one tick unless there is nothing to write. */
  writeAt(node: FileNode, position: number, source: Uint8Array): void {
    if (source.length === 0) return;
    node.timestamp = this.#clock.tick();
    reserve(node, position + source.length);
    node.data.set(source, position);
    node.size = Math.max(node.size, position + source.length);
  }

  #checkOpen(node: FsNode, flags: number, truncates: boolean): void {
    const access = flags & openFlags.accessMode;
    const reads = access !== openFlags.writeOnly;
    const writes = access !== 0 || truncates;
    if (node.kind === 'link') throw new FileSystemError(errno.loop);
    if (node.kind === 'directory' && writes) throw new FileSystemError(errno.isDirectory);
    if (reads) this.#tree.require(node, 'read');
    if (writes) this.#tree.require(node, 'write');
  }

  #findOrNothing(path: string, follow: boolean): FsNode | undefined {
    try {
      return this.#tree.find(path, { follow });
    } catch (error) {
      if (error instanceof FileSystemError) return undefined;
      throw error;
    }
  }

  #lowestFree(least: number): number {
    let fd = least;
    while (this.#files.has(fd)) fd += 1;
    return fd;
  }
}

function readFile(node: FileNode, position: number, target: Uint8Array): number {
  if (position >= node.size) return 0;
  const part = contentOf(node).subarray(position, position + target.length);
  target.set(part);
  return part.length;
}

/** Reading a file of WeaveDrive by the plain system call finds no bytes in it; only beyond its end that is no failure. */
function readPastDrive({ cursor = startOfFile }: SharedPosition, { byteCount }: RemoteContent): number {
  if (Number(cursor.position) >= byteCount) return 0;
  throw new AbortedError('a file of WeaveDrive has no bytes here');
}
