import type { DriveCursor } from '../weaveDrive/driveFile.ts';
import type { DeviceName } from './node.ts';

interface NodeStateFields {
  readonly ino: number;
  readonly name: string;
  /** Inode number of the directory. */
  readonly parent: number;
  readonly mode: number;
  /** Null: a time that is no date. */
  readonly timestamp: number | null;
  /** False for a file that was unlinked and is still open. */
  readonly named: boolean;
}

export type NodeState =
  | (NodeStateFields & { readonly kind: 'directory'; readonly entries: readonly string[] })
  /**
   * `content` is an index into the list of contents that travels beside the state. Where `remoteBytes` tells the size of a file of
   * WeaveDrive, the content is what was read ahead.
   */
  | (NodeStateFields & {
      readonly kind: 'file';
      readonly content: number;
      readonly remoteBytes?: number;
      /** Where it is more than there are bytes. */
      readonly size?: number;
    })
  | (NodeStateFields & { readonly kind: 'link'; readonly target: string })
  | (NodeStateFields & { readonly kind: 'device'; readonly device: DeviceName; readonly rdev: number });

/** A file system without its files' bytes: plain JSON. */
export interface FileSystemState {
  readonly nextIno: number;
  readonly root: {
    readonly mode: number;
    readonly timestamp: number | null;
    readonly entries: readonly string[];
  };
  /** Nodes of one name are listed newest first (see `NodeTable`). */
  readonly nodes: readonly NodeState[];
  readonly shared: readonly {
    readonly flags: number;
    readonly position: number;
    readonly cursor?: DriveCursor;
  }[];
  readonly open: readonly {
    readonly fd: number;
    readonly ino: number;
    readonly path: string;
    /** Index into `shared`: duplicated descriptors move together. */
    readonly shared: number;
  }[];
  readonly randomState: number;
}
