import { errno, FileSystemError } from './errno.ts';
import { type DirectoryNode, type FsNode, isDescriptors, typeBits } from './node.ts';
import { NodeTable } from './nodeTable.ts';
import { resolvePath, segmentsOf } from './path.ts';

const permissionBits = { read: 0o444, write: 0o222, execute: 0o111 } as const;
export type Permission = keyof typeof permissionBits;

const longestLinkChain = 8;

/**
 * Finding the nodes of an in-memory file system, in the order of checks that emscripten's has. Its calls throw `FileSystemError` with the number that
 * the module is told.
 */
export class FileLookup {
  /** Who knows which descriptors are open: what `/proc/self/fd` has in it. */
  isOpen: (fd: number) => boolean = () => false;
  readonly root = newRoot();
  readonly table = new NodeTable();
  readonly #isEarly: boolean;

  /** @param isEarly as the earliest formats: what lies below a file may not be searched, where later ones say that it is no directory */
  constructor(isEarly = false) {
    this.#isEarly = isEarly;
  }

  /** @throws FileSystemError `noSuchEntry`, `notADirectory`, `access`, `loop` */
  find(path: string, options: { readonly follow: boolean }, depth = 0): FsNode {
    if (path === '') throw new FileSystemError(errno.noSuchEntry);
    if (depth > longestLinkChain) throw new FileSystemError(errno.loop);
    const segments = segmentsOf(path);
    let node: FsNode = this.root;
    for (const [index, segment] of segments.entries()) {
      node = this.child(node, segment);
      const last = index === segments.length - 1;
      if (node.kind === 'link' && (!last || options.follow))
        node = this.find(node.target, options, depth + 1);
    }
    return node;
  }

  exists(path: string): boolean {
    try {
      this.find(path, { follow: true });
      return true;
    } catch (error) {
      if (error instanceof FileSystemError) return false;
      throw error;
    }
  }

  /** The node that would hold the last segment of `path`. It need not be a directory. */
  findParent(path: string): FsNode {
    const parent = segmentsOf(path).slice(0, -1);
    return this.find(`/${parent.join('/')}`, { follow: true });
  }

  child(parent: FsNode, name: string): FsNode {
    if (parent.kind !== 'directory') {
      throw new FileSystemError(this.#isEarly ? errno.access : errno.notADirectory);
    }
    this.require(parent, 'execute');
    const node = this.#named(parent, name);
    if (node === undefined && isDescriptors(parent)) throw new FileSystemError(errno.badFileDescriptor);
    if (node === undefined) throw new FileSystemError(errno.noSuchEntry);
    return node;
  }

  /** @throws FileSystemError `access` */
  require(node: FsNode, ...permissions: readonly Permission[]): void {
    for (const permission of permissions) {
      if ((node.mode & permissionBits[permission]) === 0) throw new FileSystemError(errno.access);
    }
  }

  /** Without a word about what may not be searched. */
  childOrNothing(parent: FsNode, name: string): FsNode | undefined {
    const isSearchable = parent.kind === 'directory' && (parent.mode & permissionBits.execute) !== 0;
    return isSearchable ? this.#named(parent, name) : undefined;
  }

  /** The root is its own child `/`, which is what `baseName` makes of its path. */
  #named(parent: DirectoryNode, name: string): FsNode | undefined {
    if (parent === this.root && name === '/') return this.root;
    return isDescriptors(parent) ? this.#descriptor(parent, name) : this.table.find(parent, name);
  }

  /** Another node each time, as in the reference: without type and permissions, so that little can be done with it. */
  #descriptor(parent: DirectoryNode, name: string): FsNode | undefined {
    if (!this.isOpen(Number(name))) return undefined;
    return { kind: 'device', device: 'descriptor', ino: 0, name, parent, mode: 0, timestamp: 0, rdev: 0 };
  }

  pathOf(node: FsNode): string {
    const names: string[] = [];
    for (let at: FsNode = node; at !== this.root; at = at.parent) names.unshift(at.name);
    return `/${names.join('/')}`;
  }

  /** The absolute path that a link stands for. */
  readLink(path: string): string {
    const node = this.find(path, { follow: false });
    if (node.kind !== 'link') throw new FileSystemError(errno.invalid);
    return resolvePath(
      node.target.startsWith('/') ? node.target : `${this.pathOf(node.parent)}/${node.target}`,
    );
  }
}

function newRoot(): DirectoryNode {
  const root = {
    kind: 'directory' as const,
    ino: 1,
    name: '/',
    mode: 0o777 | typeBits.directory,
    timestamp: 0,
    entries: new Set<string>(),
  };
  const node: DirectoryNode = Object.assign(root, { parent: root as unknown as DirectoryNode });
  return node;
}
