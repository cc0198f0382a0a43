import { errno, FileSystemError } from '../../fileSystem/errno.ts';
import { contentOf } from '../../fileSystem/node.ts';
import { openFlags } from '../../fileSystem/openFiles.ts';
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
  const map = (length: number, protection: number, flags: number, fd: number, offset: number): number => {
    const { node, shared } = host.files.open.get(fd);
    const access = shared.flags & openFlags.accessMode;
    const writesBack = (protection & writable) !== 0 && (flags & privateMapping) === 0;
    if (access === openFlags.writeOnly || (writesBack && access !== openFlags.readWrite)) {
      throw new FileSystemError(errno.access);
    }
    if (node.kind !== 'file') throw new FileSystemError(errno.noSuchDevice);
    if (node.remote !== undefined) throw new AbortedError('a file of WeaveDrive has no bytes here');
    const reserved = Math.ceil(length / wasmPageBytes) * wasmPageBytes;
    const address = exports().call('emscripten_builtin_memalign', wasmPageBytes, reserved);
    if (address === 0) throw new FileSystemError(errno.noMemory);
    memory.fill(0, address, address + reserved);
    memory.writeBytes(address, contentOf(node).subarray(offset, offset + length));
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
    const file = host.files.open.get(fd);
    if ((protection & writable) === 0) return;
    if (file.node.kind !== 'file') throw new FileSystemError(errno.noSuchDevice);
    if ((flags & privateMapping) === 0) {
      host.files.open.writeAt(file.node, offset, memory.bytes.slice(address, address + length));
    }
  };
  return traits.structures === 'early'
    ? {
        _mmap_js: systemCall('piiiip>i', (length, protection, flags, fd, offset, allocated) => {
          const address = map(length, protection, flags, fd, offset);
          memory.writeInt32(allocated, 1);
          return address;
        }),
        _munmap_js: systemCall('ppiiii>i', unmap),
      }
    : {
        _mmap_js: systemCall('piiilpp>i', (length, protection, flags, fd, offset, allocated, result) => {
          const address = map(length, protection, flags, fd, offset);
          memory.writeInt32(allocated, 1);
          memory.writePointer(result, address);
        }),
        _munmap_js: systemCall('ppiiil>i', unmap),
      };
}
