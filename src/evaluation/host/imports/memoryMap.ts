import { errno, FileSystemError } from '../../fileSystem/errno.ts';
import { contentOf } from '../../fileSystem/node.ts';
import { openFlags } from '../../fileSystem/openFile.ts';
import type { FormatTraits } from '../../formats.ts';
import { AbortedError } from '../../instance/moduleErrors.ts';
import type { ExportsOf } from '../../instance/moduleExports.ts';
import { type ModuleMemory, wasmPageBytes } from '../../instance/moduleMemory.ts';
import type { HostContext } from '../hostContext.ts';
import type { ImportFamily } from './define.ts';
import { systemCall } from './files.ts';

const writable = 2;
const privateMapping = 2;

/** `mmap` copies a file into fresh memory, and `munmap` of a shared writable mapping writes it back. */
export function memoryMapImports(
  memory: ModuleMemory,
  traits: FormatTraits,
  host: HostContext,
  exports: ExportsOf,
): ImportFamily {
  const isEarly = traits.structures === 'early';
  // Two formats take the pointers of `munmap` for signed numbers.
  const isSigned = isEarly || (traits.suspends && memory.pointerBytes === 4);
  const map = (length: number, protection: number, flags: number, fd: number, offset: number): number => {
    const { node, shared } = host.files.open.get(fd);
    const access = shared.flags & openFlags.access;
    const writesBack = (protection & writable) !== 0 && (flags & privateMapping) === 0;
    if (access === openFlags.writeOnly || (writesBack && access !== openFlags.readWrite)) {
      throw new FileSystemError(errno.access);
    }
    if (node.kind !== 'file') throw new FileSystemError(errno.noSuchDevice);
    if (node.remote !== undefined) throw new AbortedError('a file of WeaveDrive has no bytes here');
    if (node.size === 0) throw new AbortedError('an empty file has no content that could be mapped');
    const reserved = Math.ceil(length / wasmPageBytes) * wasmPageBytes;
    const address = exports().call('emscripten_builtin_memalign', wasmPageBytes, reserved);
    if (address === 0) throw new FileSystemError(errno.noMemory);
    memory.fill(0, address, address + reserved);
    memory.copyIn(address, contentOf(node).subarray(offset, offset + length));
    return address;
  };
  const unmap = (
    address: number,
    length: number,
    protection: number,
    flags: number,
    fd: number,
    offset: number,
  ) => {
    if (isEarly && !host.files.open.has(fd)) return;
    const { node } = host.files.open.get(fd);
    if ((protection & writable) === 0) return;
    if (node.kind !== 'file') {
      if (isEarly) return;
      throw new FileSystemError(errno.noSuchDevice);
    }
    if ((flags & privateMapping) !== 0) return;
    const count = isSigned ? length | 0 : length;
    const start = isSigned ? address | 0 : address;
    const bytes = memory.slice(start, start + count);
    if (!isEarly && !(offset >= 0)) throw new AbortedError('a mapping has no place in its file');
    host.files.open.writeAt(node, offset, bytes, count);
  };
  return isEarly
    ? {
        _mmap_js: systemCall('piiiip>i', (length, protection, flags, fd, offset, allocated) => {
          const address = map(length | 0, protection, flags, fd, offset);
          memory.writeInt32(allocated, 1);
          return address;
        }),
        _munmap_js: systemCall('ppiiii>i', unmap),
      }
    : {
        _mmap_js: systemCall('piiilpp>i', (length, protection, flags, fd, offset, allocated, result) => {
          if (Number.isNaN(offset)) return errno.overflow;
          const address = map(length, protection, flags, fd, offset);
          memory.writeInt32(allocated, 1);
          memory.writePointer(result, address);
          return 0;
        }),
        _munmap_js: systemCall('ppiiil>i', unmap),
      };
}
