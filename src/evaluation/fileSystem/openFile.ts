import type { DriveCursor } from '../weaveDrive/driveFile.ts';
import type { FsNode } from './node.ts';

/** Bits of `open`'s flags, as musl numbers them. */
export const openFlags = {
  accessMode: 3,
  /** What the reference asks of an open file: its mode, and O_PATH. */
  access: 0o10000003,
  writeOnly: 1,
  readWrite: 2,
  create: 0o100,
  exclusive: 0o200,
  truncate: 0o1000,
  append: 0o2000,
  directory: 0o200000,
  noFollow: 0o400000,
} as const;

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
