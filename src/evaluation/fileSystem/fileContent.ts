import type { MemoryPart } from '../instance/memoryPart.ts';
import { AbortedError } from '../instance/moduleErrors.ts';
import { type DriveCursor, type RemoteContent, startOfFile } from '../weaveDrive/driveFile.ts';
import { contentOf, type FileNode, reserve } from './node.ts';

/** Puts what a file has from `position` on into memory. @returns how many bytes count as read */
export function readFrom(node: FileNode, position: number, target: MemoryPart): number {
  if (position >= node.size) return 0;
  const count = Math.min(node.size - position, target.length);
  if (Number.isNaN(count)) throw new AbortedError('nothing says how much is to be read');
  target.put(contentOf(node).subarray(position, position + count), count);
  return count;
}

/**
 * @param length more than nothing; as many bytes count as written, where `source` has fewer too
 * @throws AbortedError where the reference's arrays fail
 */
export function writeInto(node: FileNode, position: number, source: Uint8Array, length: number): void {
  if (!(position >= 0 && length > 0)) throw new AbortedError('there is no such place in a file');
  if (node.size === 0 && position === 0) {
    node.data = new Uint8Array(source);
    node.size = length;
    return;
  }
  const end = position + length;
  if (end > node.size) reserve(node, end);
  else if (position + source.length > node.data.length)
    throw new AbortedError('a file has fewer bytes than it counts');
  node.data.set(source, position);
  node.size = Math.max(node.size, end);
}

/** Reading a file of WeaveDrive by the plain system call finds no bytes in it; only beyond its end that is no failure. */
export function readPastDrive(cursor: DriveCursor | undefined, { byteCount }: RemoteContent): number {
  if (Number((cursor ?? startOfFile).position) >= byteCount) return 0;
  throw new AbortedError('a file of WeaveDrive has no bytes here');
}
