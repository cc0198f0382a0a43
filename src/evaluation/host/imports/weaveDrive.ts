import type { FormatTraits } from '../../formats.ts';
import type { ModuleMemory } from '../../instance/moduleMemory.ts';
import type { Suspends } from '../../instance/suspension.ts';
import { halt, type WeaveDrive } from '../../weaveDrive/weaveDrive.ts';
import { define, type ImportFamily } from './define.ts';

/** First segments of the paths that WeaveDrive serves (legacynet.md §10). */
const servedRoots: readonly string[] = ['tx', 'block', 'data'];

/**
 * Where a module's `fopen`, `fread` and `fclose` go. Every call suspends the module, without a drive too: its operations may wait.
 * @param drive undefined: nobody serves one. What only a drive could answer then ends the evaluation before this message
 */
export function weaveDriveImports(
  memory: ModuleMemory,
  traits: FormatTraits,
  suspension: Suspends,
  drive: WeaveDrive | undefined,
): ImportFamily {
  const without = (what: string) => halt(what, 'this evaluation has no drive');
  return {
    __asyncjs__weavedrive_open: define('pp>i', (name) =>
      suspension.suspend(async () => {
        const path = memory.readText(name);
        if (drive !== undefined) return drive.open(path);
        if (traits.weaveDriveAttached && servedRoots.includes(path.split('/')[1] ?? '')) throw without(path);
        return 0;
      }),
    ),
    __asyncjs__weavedrive_read: define('ipp>i', (fd, address, count) =>
      suspension.suspend(async () => {
        if (drive === undefined) throw without(`descriptor ${fd}`);
        return drive.read(fd, address, count);
      }),
    ),
    __asyncjs__weavedrive_close: define('i>i', (fd) =>
      suspension.suspend(async () => {
        if (drive === undefined) throw without(`descriptor ${fd}`);
        return drive.close(fd);
      }),
    ),
  };
}
