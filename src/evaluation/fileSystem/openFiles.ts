import type { TickClock } from '../host/clock.ts';
import type { RandomBytes } from '../host/randomBytes.ts';
import type { MemoryPart } from '../instance/memoryPart.ts';
import { AbortedError } from '../instance/moduleErrors.ts';
import { sought, startOfFile } from '../weaveDrive/driveFile.ts';
import { errno, FileSystemError } from './errno.ts';
import { readFrom, readPastDrive, writeInto } from './fileContent.ts';
import type { FileTree } from './fileTree.ts';
import type { FileNode, FsNode } from './node.ts';
import { type OpenFile, openFlags } from './openFile.ts';
import { normalizePath } from './path.ts';

const mostDescriptors = 4096;
const noAccessMode = 3;
/** Bytes. */
const randomAtOnce = 65_536;

/** The table of open file descriptors, and reading and writing through them. */
export class OpenFiles {
  readonly #tree: FileTree;
  readonly #clock: TickClock;
  readonly #random: RandomBytes;
  readonly #isEarly: boolean;
  readonly #files = new Map<number, OpenFile>();

  /** @param isEarly as the earliest formats: reading the standard input fails, wherever the reference runs */
  constructor(tree: FileTree, clock: TickClock, random: RandomBytes, isEarly = false) {
    this.#isEarly = isEarly;
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

  /**
   * Duplicates onto the lowest free descriptor that is at least `least`.
   * @throws FileSystemError `tooManyOpenFiles` where that must not pass the limit
   */
  duplicate(fd: number, least: number, isLimited: boolean): number {
    const copy = this.#lowestFree(least);
    if (isLimited && copy > mostDescriptors) throw new FileSystemError(errno.tooManyOpenFiles);
    this.install({ ...this.get(fd), fd: copy });
    return copy;
  }

  duplicateOnto(fd: number, target: number): void {
    this.install({ ...this.get(fd), fd: target });
  }

  /** Reads into `target` at the file's position; fewer bytes, or none, at its end. */
  read(fd: number, target: MemoryPart): number {
    const { node, shared } = this.get(fd);
    if (!this.#isEarly) assertSomewhere(target);
    if ((shared.flags & openFlags.access) === openFlags.writeOnly) {
      throw new FileSystemError(errno.badFileDescriptor);
    }
    if (node.kind === 'directory') throw new FileSystemError(errno.isDirectory);
    if (node.kind === 'link') throw new FileSystemError(errno.invalid);
    if (node.kind === 'file' && node.remote !== undefined) return readPastDrive(shared.cursor, node.remote);
    const count =
      node.kind === 'file' ? readFrom(node, shared.position, target) : this.#readDevice(node, target);
    shared.position += count;
    return count;
  }

  /** @returns how many bytes count as written: NaN where as many as that were to be dropped */
  write(fd: number, source: MemoryPart): number {
    const { node, shared } = this.get(fd);
    if (!this.#isEarly) assertSomewhere(source);
    if ((shared.flags & openFlags.access) === 0) throw new FileSystemError(errno.badFileDescriptor);
    if (node.kind === 'directory') throw new FileSystemError(errno.isDirectory);
    if (node.kind === 'link') throw new FileSystemError(errno.invalid);
    if (node.kind === 'device' && node.device === 'null') {
      // Its end is looked for first.
      if ((shared.flags & openFlags.append) !== 0) throw new FileSystemError(errno.illegalSeek);
      return source.length;
    }
    const length = source.length || 0;
    if (node.kind === 'file') {
      if ((shared.flags & openFlags.append) !== 0) shared.position = node.size;
      if (length > 0) this.writeAt(node, shared.position, source.bytes, length);
      shared.position += length;
    } else if (length > 0) {
      if (node.device === 'random') throw new FileSystemError(errno.ioError);
      // What a process prints is dropped, but the terminal takes a tick for it.
      node.timestamp = this.#clock.tick();
    }
    return length;
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

  #readDevice(node: FsNode & { readonly kind: 'device' }, target: MemoryPart): number {
    // DIFF FROM REFERENCE CU: there the answer depends on how it was started (in a worker thread, an I/O error). Here standard
    // input is at its end, always (legacynet.md §5.4).
    if (node.device === 'tty1') throw new FileSystemError(errno.noSuchDeviceOrAddress);
    if (node.device === 'tty' && this.#isEarly && target.length > 0) throw new FileSystemError(errno.ioError);
    if (node.device !== 'random') return 0;
    const length = target.length || 0;
    for (let done = 0; done < length; done += randomAtOnce) {
      const bytes = new Uint8Array(Math.min(randomAtOnce, length - done));
      this.#random.fill(bytes);
      target.putAt(done, bytes);
    }
    if (length > 0) node.timestamp = this.#clock.tick();
    return length;
  }

  /**
   * Writes regardless of any descriptor; one tick unless there is nothing to write.
   * @param length as many bytes count as written, where `source` has fewer too
   */
  writeAt(node: FileNode, position: number, source: Uint8Array, length = source.length): void {
    if (!length) return;
    node.timestamp = this.#clock.tick();
    writeInto(node, position, source, length);
  }

  #checkOpen(node: FsNode, flags: number, truncates: boolean): void {
    const access = flags & openFlags.accessMode;
    const reads = access !== openFlags.writeOnly;
    const writes = access !== 0 || truncates;
    if (node.kind === 'link') throw new FileSystemError(errno.loop);
    if (node.kind === 'directory' && writes) throw new FileSystemError(errno.isDirectory);
    if (access === noAccessMode) {
      if (!truncates) throw new AbortedError('there is no such access mode');
      this.#tree.require(node, 'write');
      return;
    }
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

function assertSomewhere({ start }: MemoryPart): void {
  if (Number.isNaN(start)) throw new AbortedError('a part of memory begins nowhere');
}
