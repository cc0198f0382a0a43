import { errno, FileSystemError } from '../../fileSystem/errno.ts';
import type { FileSystem } from '../../fileSystem/fileSystem.ts';
import { type FsNode, hasNoAttributes } from '../../fileSystem/node.ts';
import { resolvePath } from '../../fileSystem/path.ts';
import type { FormatTraits } from '../../formats.ts';
import type { ModuleMemory } from '../../instance/moduleMemory.ts';

const blockBytes = 4096;

/** @throws FileSystemError as `FileTree.find` does */
export function statOf(files: FileSystem, path: string, follow: boolean): Stat {
  const node = files.tree.find(resolvePath(path), { follow });
  if (hasNoAttributes(node)) throw new FileSystemError(errno.notPermitted);
  return {
    device: node.kind === 'device' ? node.ino : 1,
    mode: node.mode,
    rdev: node.kind === 'device' ? node.rdev : 0,
    size: sizeOf(node),
    timestampMs: node.timestamp,
    ino: node.ino,
  };
}

function sizeOf(node: FsNode): number {
  switch (node.kind) {
    case 'file':
      return node.remote?.byteCount ?? node.size;
    case 'link':
      return node.target.length;
    case 'directory':
      return blockBytes;
    case 'device':
      return 0;
  }
}

export interface Stat {
  readonly device: number;
  readonly mode: number;
  readonly rdev: number;
  readonly size: number;
  readonly timestampMs: number;
  readonly ino: number;
}

/** `struct stat`; the three times are the same. */
export function writeStat(memory: ModuleMemory, traits: FormatTraits, address: number, stat: Stat): void {
  if (traits.structures === 'early') writeEarlyStat(memory, address, stat);
  else writeCurrentStat(memory, address, stat);
}

function writeEarlyStat(memory: ModuleMemory, address: number, stat: Stat): void {
  const seconds = Math.trunc(stat.timestampMs / 1000);
  const { device, ino, mode, rdev } = stat;
  const words = [device, 0, ino, mode, 1, 0, 0, rdev, 0];
  for (const [index, word] of words.entries()) memory.writeInt32(address + index * 4, word);
  memory.writeInt64(address + 40, stat.size);
  memory.writeInt32(address + 48, blockBytes);
  memory.writeInt32(address + 52, Math.ceil(stat.size / blockBytes));
  for (let time = 56; time < 80; time += 8) {
    memory.writeInt32(address + time, seconds);
    memory.writeInt32(address + time + 4, 0);
  }
  memory.writeInt64(address + 80, stat.ino);
}

function writeCurrentStat(memory: ModuleMemory, address: number, stat: Stat): void {
  const wide = memory.pointerBytes === 8;
  const owner = wide ? 16 : 12;
  const size = wide ? 32 : 24;
  const block = size + 8;
  const seconds = Math.floor(stat.timestampMs / 1000);
  const nanoseconds = (stat.timestampMs % 1000) * 1000;
  memory.writeInt32(address, stat.device);
  memory.writeInt32(address + 4, stat.mode);
  memory.writePointer(address + 8, 1);
  memory.writeInt32(address + owner, 0);
  memory.writeInt32(address + owner + 4, 0);
  memory.writeInt32(address + owner + 8, stat.rdev);
  memory.writeInt64(address + size, stat.size);
  memory.writeInt32(address + block, blockBytes);
  memory.writeInt32(address + block + 4, Math.ceil(stat.size / blockBytes));
  for (let time = block + 8; time < block + 56; time += 16) {
    memory.writeInt64(address + time, seconds);
    memory.writePointer(address + time + 8, nanoseconds);
  }
  memory.writeInt64(address + block + 56, stat.ino);
}
