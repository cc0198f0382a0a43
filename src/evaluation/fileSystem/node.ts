import type { Bytes } from '../../base/bytes.ts';
import type { RemoteContent } from '../weaveDrive/driveFile.ts';

/** File type bits of `st_mode`. */
export const typeBits = { directory: 0o040000, device: 0o020000, file: 0o100000, link: 0o120000 } as const;

/** `descriptor`: what stands for an open one in `/proc/self/fd`; it is made when it is looked up, and kept nowhere. */
export type DeviceName = 'null' | 'tty' | 'tty1' | 'random' | 'descriptor';

interface NodeFields {
  readonly ino: number;
  name: string;
  parent: DirectoryNode;
  /** Type and permission bits. */
  mode: number;
  /** Ticks; the three times of a node are one. */
  timestamp: number;
}

export interface DirectoryNode extends NodeFields {
  readonly kind: 'directory';
  /** Decides emptiness; lookups go through the name table. */
  readonly entries: Set<string>;
}

export interface FileNode extends NodeFields {
  readonly kind: 'file';
  /**
   * Room to grow; the first `size` bytes are the content, the rest is zero. Replicated quirk: less than `size` bytes, where a write from beyond
   * memory made the file; it counts as long as was asked for.
   */
  data: Bytes;
  size: number;
  /** A file of WeaveDrive: its bytes stay outside, and `data` is empty. */
  remote?: RemoteContent;
}

export interface LinkNode extends NodeFields {
  readonly kind: 'link';
  readonly target: string;
}

export interface DeviceNode extends NodeFields {
  readonly kind: 'device';
  readonly device: DeviceName;
  /** `st_rdev`: major and minor number. */
  readonly rdev: number;
}

export type FsNode = DirectoryNode | FileNode | LinkNode | DeviceNode;

/** Inode number of `/proc/self/fd`: it is always the fifteenth that is made. */
const descriptorsIno = 15;

/** Whether it is the directory `/proc/self/fd`, where nothing can be made, renamed or removed. */
export function isDescriptors(node: FsNode): boolean {
  return node.ino === descriptorsIno;
}

/** Nodes of the reference that answer neither to `stat` nor to `chmod`. */
export function hasNoAttributes(node: FsNode): boolean {
  return isDescriptors(node) || (node.kind === 'device' && node.device === 'descriptor');
}

export function contentOf(node: FileNode): Uint8Array {
  return node.data.subarray(0, node.size);
}

/** Makes room for `size` bytes; the added ones are zero. */
export function reserve(node: FileNode, size: number): void {
  if (node.data.length >= size) return;
  const grown = new Uint8Array(Math.max(size, node.data.length * 2, 256));
  grown.set(contentOf(node));
  node.data = grown;
}

export function resize(node: FileNode, size: number): void {
  if (size < node.size) {
    const cut = new Uint8Array(size);
    cut.set(node.data.subarray(0, size));
    node.data = cut;
  } else if (size > node.size) reserve(node, size);
  node.size = size;
}
