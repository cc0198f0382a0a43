import { EvaluationError } from '../../base/errors.ts';
import type { FormatTraits } from '../formats.ts';
import type { ModuleMemory } from '../moduleMemory.ts';
import type { Suspension } from '../suspension.ts';
import { define, type ImportFamily } from './define.ts';

/** First segments of the paths that WeaveDrive serves (legacynet.md §10). */
const servedRoots: readonly string[] = ['tx', 'block', 'data'];

/**
 * Where a module's `fopen`, `fread` and `fclose` go. Every call suspends the module, without a drive too: its
 * operations may wait. There is no drive yet, so what only a drive could answer ends the evaluation
 * before this message, which is no error of the process.
 */
export function weaveDriveImports(
  memory: ModuleMemory,
  traits: FormatTraits,
  suspension: Suspension,
): ImportFamily {
  return {
    __asyncjs__weavedrive_open: define('pp>i', (name) =>
      suspension.suspend(async () => {
        const path = memory.readText(name);
        if (traits.weaveDriveAttached && servedRoots.includes(path.split('/')[1] ?? '')) throw halt(path);
        return 0;
      }),
    ),
    __asyncjs__weavedrive_read: define('ipp>i', (fd) =>
      suspension.suspend(async () => {
        throw halt(`descriptor ${fd}`);
      }),
    ),
    __asyncjs__weavedrive_close: define('i>i', (fd) =>
      suspension.suspend(async () => {
        throw halt(`descriptor ${fd}`);
      }),
    ),
  };
}

function halt(what: string): EvaluationError {
  return new EvaluationError(
    'weavedrive-halt',
    `The process reads "${what}" through WeaveDrive, which this compute unit does not serve yet.`,
    { details: { path: what } },
  );
}
