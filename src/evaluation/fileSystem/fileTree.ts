import { EvaluationError } from '../../base/errors.ts';
import type { TickClock } from '../host/clock.ts';
import { errno, FileSystemError } from './errno.ts';
import { FileLookup } from './fileLookup.ts';
import {
  type DeviceName,
  type DirectoryNode,
  type FileNode,
  type FsNode,
  hasNoAttributes,
  isDescriptors,
  resize,
  typeBits,
} from './node.ts';
import { baseName, directoryName, isWithin } from './path.ts';

/**
 * The tree of an in-memory file system: making, removing, renaming and changing its nodes, with the answers, the order of checks and the clock ticks
 * that emscripten's has (legacynet.md §5.3). Its calls throw `FileSystemError` with the number that the module is told.
 */
export class FileTree extends FileLookup {
  #clock: Pick<TickClock, 'tick'> = { tick: () => 0 };
  #nextIno = this.root.ino + 1;

  /** From here on changes take ticks. Nodes made before are as old as time zero (in the reference: as the host's clock then). */
  startClock(clock: TickClock): void {
    this.#clock = clock;
  }

  get nextIno(): number {
    return this.#nextIno;
  }

  /** Inode numbers are visible to the module, so a restored tree goes on counting where it stopped. */
  set nextIno(value: number) {
    this.#nextIno = value;
  }

  makeDirectory(path: string, permissions: number): DirectoryNode {
    const fields = this.#newFields(path, (permissions & 0o1777) | typeBits.directory);
    return this.#attach({ ...fields, kind: 'directory', entries: new Set() });
  }

  makeFile(path: string, permissions: number): FileNode {
    const fields = this.#newFields(path, (permissions & 0o7777) | typeBits.file);
    return this.#attach({ ...fields, kind: 'file', data: new Uint8Array(0), size: 0 });
  }

  makeDevice(path: string, device: DeviceName, permissions: number, rdev: number): void {
    this.#attach({ ...this.#newFields(path, permissions | typeBits.device), kind: 'device', device, rdev });
  }

  makeLink(path: string, target: string): void {
    this.#attach({ ...this.#newFields(path, 0o777 | typeBits.link), kind: 'link', target });
  }

  unlink(path: string): void {
    const { parent, node, name } = this.#removable(path, 'file');
    parent.entries.delete(name);
    parent.timestamp = this.#clock.tick();
    this.table.remove(node);
  }

  removeDirectory(path: string): void {
    const { parent, node, name } = this.#removable(path, 'directory');
    if (node.kind === 'directory' && node.entries.size > 0) throw new FileSystemError(errno.notEmpty);
    // Replicated quirk: it loses its entry, and is found all the same.
    if (isDescriptors(node) && !parent.entries.has(name)) throw new FileSystemError(errno.busy);
    parent.entries.delete(name);
    parent.timestamp = this.#clock.tick();
    if (!isDescriptors(node)) this.table.remove(node);
  }

  rename(from: string, to: string): void {
    const source = this.findParent(from);
    const destination = this.findParent(to);
    if (isDescriptors(source) !== isDescriptors(destination)) throw new FileSystemError(errno.crossDevice);
    const node = this.child(source, baseName(from));
    if (isWithin(directoryName(to), from)) throw new FileSystemError(errno.invalid);
    if (isWithin(directoryName(from), to)) throw new FileSystemError(errno.notEmpty);
    const replaced = this.childOrNothing(destination, baseName(to));
    if (replaced === node) return;
    const kind = node.kind === 'directory' ? 'directory' : 'file';
    const parent = this.#checkRemovable(source, node, kind);
    if (replaced !== undefined) this.#checkRemovable(destination, replaced, kind);
    else this.require(destination, 'write', 'execute');
    if (destination.kind !== 'directory') throw new FileSystemError(errno.notPermitted);
    if (kind === 'directory' && replaced?.kind === 'directory' && replaced.entries.size > 0) {
      throw new FileSystemError(errno.notEmpty);
    }
    if (isDescriptors(node) || (replaced !== undefined && isDescriptors(replaced)))
      throw cannotMoveDescriptors();
    this.table.remove(node);
    parent.entries.delete(node.name);
    parent.timestamp = this.#clock.tick();
    node.name = baseName(to);
    node.parent = destination;
    destination.entries.add(node.name);
    destination.timestamp = parent.timestamp;
    this.table.add(node);
  }

  truncate(node: FsNode, size: number): void {
    if (size < 0) throw new FileSystemError(errno.invalid);
    if (node.kind === 'directory') throw new FileSystemError(errno.isDirectory);
    if (node.kind !== 'file') throw new FileSystemError(errno.invalid);
    this.require(node, 'write');
    node.timestamp = this.#clock.tick();
    resize(node, size);
  }

  changeMode(node: FsNode, permissions: number): void {
    if (hasNoAttributes(node)) throw new FileSystemError(errno.notPermitted);
    node.mode = (permissions & 0o7777) | (node.mode & ~0o7777);
    this.touch(node);
  }

  /** All of a node's times become now: one tick. */
  touch(node: FsNode): void {
    node.timestamp = this.#clock.tick();
  }

  #newFields(path: string, mode: number) {
    const parent = this.findParent(path);
    const name = baseName(path);
    if (name === '' || name === '.' || name === '..') throw new FileSystemError(errno.invalid);
    if (this.childOrNothing(parent, name) !== undefined) throw new FileSystemError(errno.exists);
    this.require(parent, 'write', 'execute');
    if (parent.kind !== 'directory' || isDescriptors(parent)) throw new FileSystemError(errno.notPermitted);
    return { ino: this.#takeIno(), name, parent, mode, timestamp: 0 };
  }

  #takeIno(): number {
    const ino = this.#nextIno;
    this.#nextIno += 1;
    return ino;
  }

  #attach<Node extends FsNode>(node: Node): Node {
    this.touch(node);
    this.table.add(node);
    node.parent.entries.add(node.name);
    node.parent.timestamp = node.timestamp;
    return node;
  }

  #removable(path: string, kind: 'file' | 'directory') {
    const parent = this.findParent(path);
    const name = baseName(path);
    const node = this.child(parent, name);
    return { parent: this.#checkRemovable(parent, node, kind), node, name };
  }

  #checkRemovable(parent: FsNode, node: FsNode, kind: 'file' | 'directory'): DirectoryNode {
    this.require(parent, 'write', 'execute');
    if (kind === 'directory' && node.kind !== 'directory') throw new FileSystemError(errno.notADirectory);
    if (kind === 'directory' && node === this.root) throw new FileSystemError(errno.busy);
    if (kind === 'file' && node.kind === 'directory') throw new FileSystemError(errno.isDirectory);
    if (isDescriptors(parent)) throw new FileSystemError(errno.notPermitted);
    if (parent.kind !== 'directory') throw new FileSystemError(errno.notADirectory);
    return parent;
  }
}

/**
 * DIFF FROM REFERENCE CU: there are two directories in its place there, of which the one that lies below then comes to light. Nobody does this, and what comes of it is
 * not told otherwise than it is there: nothing is evaluated.
 */
function cannotMoveDescriptors(): EvaluationError {
  return new EvaluationError(
    'unsupported-module',
    'The module moves /proc/self/fd, or another directory in its place, which no host here can do as the reference does.',
  );
}
