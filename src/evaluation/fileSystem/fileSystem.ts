import type { Bytes } from '../../base/bytes.ts';
import type { FormatTraits } from '../formats.ts';
import type { TickClock } from '../host/clock.ts';
import { RandomBytes } from '../host/randomBytes.ts';
import { FileTree } from './fileTree.ts';
import { contentOf, type DirectoryNode, type FsNode } from './node.ts';
import { OpenFiles } from './openFiles.ts';
import type { FileSystemState, NodeState } from './state.ts';

const readOnlyMode = 0o555;

/** An in-memory file system and the descriptors open in it. One belongs to a line of evaluation and outlives its instances. */
export class FileSystem {
  readonly tree: FileTree;
  readonly open: OpenFiles;
  readonly #random: RandomBytes;

  private constructor(tree: FileTree, open: OpenFiles, random: RandomBytes) {
    this.tree = tree;
    this.open = open;
    this.#random = random;
  }

  /**
   * As a new instance finds it. Takes one tick for each standard stream and one for the format's extra directory, so that a
   * module sees 10,004 first where the clock starts at 10,000 (legacynet.md §5.3).
   */
  static create(clock: TickClock, traits: FormatTraits): FileSystem {
    const isEarly = traits.structures === 'early';
    const tree = new FileTree(isEarly);
    const random = new RandomBytes();
    const files = new FileSystem(tree, new OpenFiles(tree, clock, random, isEarly), random);
    if (traits.files === 'stubs') return files;
    addDefaultNodes(tree);
    tree.startClock(clock);
    tree.makeLink('/dev/stdin', '/dev/tty');
    tree.makeLink('/dev/stdout', '/dev/tty');
    tree.makeLink('/dev/stderr', '/dev/tty1');
    files.open.open('/dev/stdin', 0, 0);
    files.open.open('/dev/stdout', 1, 0);
    files.open.open('/dev/stderr', 1, 0);
    if (traits.extraDirectory !== undefined) tree.makeDirectory(traits.extraDirectory, 0o777);
    return files;
  }

  /** A read-only file made whole by the host. Takes five ticks, four where it is empty, as emscripten's own helper does. */
  makeDataFile(path: string, data: Uint8Array): void {
    const node = this.tree.makeFile(path, readOnlyMode);
    this.tree.changeMode(node, readOnlyMode | 0o222);
    this.tree.truncate(node, 0);
    this.open.writeAt(node, 0, data);
    this.tree.changeMode(node, readOnlyMode);
  }

  /** Everything, as data; the files' bytes apart. */
  save(): { readonly state: FileSystemState; readonly contents: readonly Bytes[] } {
    const contents: Bytes[] = [];
    const nodes: NodeState[] = [];
    const seen = new Set<FsNode>([this.tree.root]);
    const keep = (node: FsNode, named: boolean) => {
      if (seen.has(node)) return;
      seen.add(node);
      const { ino, name, mode, timestamp } = node;
      const fields = { ino, name, parent: node.parent.ino, mode, timestamp, named };
      if (node.kind === 'file') {
        const { remote } = node;
        const remoteBytes = remote === undefined ? {} : { remoteBytes: remote.byteCount };
        const size = node.data.length < node.size ? { size: node.size } : {};
        nodes.push({ ...fields, ...remoteBytes, ...size, kind: 'file', content: contents.length });
        contents.push(new Uint8Array(remote?.cache ?? contentOf(node)));
      } else if (node.kind === 'link') nodes.push({ ...fields, kind: 'link', target: node.target });
      else if (node.kind === 'device') {
        nodes.push({ ...fields, kind: 'device', device: node.device, rdev: node.rdev });
      } else nodes.push({ ...fields, kind: 'directory', entries: [...node.entries] });
    };
    for (const node of this.tree.table.nodes()) keep(node, true);
    // An unlinked file lives on while a descriptor is open.
    const openFiles = this.open.all();
    for (const file of openFiles) keep(file.node, false);
    const shared = [...new Set(openFiles.map((file) => file.shared))];
    const { root } = this.tree;
    const state: FileSystemState = {
      nextIno: this.tree.nextIno,
      root: { mode: root.mode, timestamp: root.timestamp, entries: [...root.entries] },
      nodes,
      shared: shared.map((position) => ({ ...position })),
      open: openFiles.map((file) => ({
        fd: file.fd,
        ino: file.node.ino,
        path: file.path,
        shared: shared.indexOf(file.shared),
      })),
      randomState: this.#random.state,
    };
    return { state, contents };
  }

  /** The inverse of `save`. The saved state is not kept. */
  static restore(
    clock: TickClock,
    traits: FormatTraits,
    state: FileSystemState,
    contents: readonly Uint8Array[],
  ): FileSystem {
    const isEarly = traits.structures === 'early';
    const tree = new FileTree(isEarly);
    const random = new RandomBytes(state.randomState);
    const files = new FileSystem(tree, new OpenFiles(tree, clock, random, isEarly), random);
    tree.startClock(clock);
    tree.nextIno = state.nextIno;
    const { mode, entries } = state.root;
    Object.assign(tree.root, { mode, timestamp: timeOf(state.root), entries: new Set(entries) });
    const byIno = new Map<number, FsNode>([[tree.root.ino, tree.root]]);
    for (const saved of state.nodes) byIno.set(saved.ino, restoreNode(saved, tree.root, contents));
    for (const saved of state.nodes) {
      const node = byIno.get(saved.ino);
      const parent = byIno.get(saved.parent);
      if (node === undefined) continue;
      if (parent?.kind === 'directory') node.parent = parent;
      if (saved.named) tree.table.addBehind(node);
    }
    const shared = state.shared.map((position) => ({ ...position }));
    for (const { fd, ino, path, shared: index } of state.open) {
      const node = byIno.get(ino);
      const position = shared[index];
      if (node !== undefined && position !== undefined)
        files.open.install({ fd, node, path, shared: position });
    }
    return files;
  }
}

function addDefaultNodes(tree: FileTree): void {
  for (const path of ['/tmp', '/home', '/home/web_user', '/dev']) tree.makeDirectory(path, 0o777);
  tree.makeDevice('/dev/null', 'null', 0o666, (1 << 8) | 3);
  tree.makeDevice('/dev/tty', 'tty', 0o666, 5 << 8);
  tree.makeDevice('/dev/tty1', 'tty1', 0o666, 6 << 8);
  tree.makeDevice('/dev/random', 'random', 0o555, 64 << 8);
  tree.makeDevice('/dev/urandom', 'random', 0o555, 65 << 8);
  for (const path of ['/dev/shm', '/dev/shm/tmp', '/proc', '/proc/self', '/proc/self/fd']) {
    tree.makeDirectory(path, 0o777);
  }
  // The reference mounts something on /proc/self/fd, which takes an inode number.
  tree.nextIno += 1;
}

/** JSON has no NaN: a time that is none is kept as null. */
function timeOf({ timestamp }: { readonly timestamp: number | null }): number {
  return timestamp ?? Number.NaN;
}

function restoreNode(saved: NodeState, parent: DirectoryNode, contents: readonly Uint8Array[]): FsNode {
  const { ino, name, mode } = saved;
  const fields = { ino, name, mode, timestamp: timeOf(saved), parent };
  switch (saved.kind) {
    case 'file': {
      const data = new Uint8Array(contents[saved.content] ?? new Uint8Array(0));
      if (saved.remoteBytes !== undefined) {
        const remote = { byteCount: saved.remoteBytes, cache: data };
        return { ...fields, kind: 'file', data: new Uint8Array(0), size: 0, remote };
      }
      return { ...fields, kind: 'file', data, size: saved.size ?? data.length };
    }
    case 'link':
      return { ...fields, kind: 'link', target: saved.target };
    case 'device':
      return { ...fields, kind: 'device', device: saved.device, rdev: saved.rdev };
    case 'directory':
      return { ...fields, kind: 'directory', entries: new Set(saved.entries) };
  }
}
