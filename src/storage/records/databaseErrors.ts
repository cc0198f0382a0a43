import { isSelfsameError, type SelfsameError, StorageError } from '../../base/errors.ts';

interface Meaning {
  readonly code: string;
  readonly sentence: string;
}

/** By the names that IndexedDB gives its exceptions (https://www.w3.org/TR/IndexedDB/#exceptions). */
const meanings: Readonly<Record<string, Meaning>> = {
  QuotaExceededError: { code: 'quota-exceeded', sentence: 'This browser grants no more storage' },
  VersionError: {
    code: 'version-newer',
    sentence: 'The stored data was written by a newer version of this app',
  },
  SecurityError: { code: 'refused', sentence: 'This browser does not let the page store anything' },
  NotAllowedError: { code: 'refused', sentence: 'This browser does not let the page store anything' },
  InvalidStateError: { code: 'closed', sentence: 'The connection to the database is closed' },
  NotReadableError: { code: 'corrupt', sentence: 'The browser cannot read its own database' },
  DataError: { code: 'corrupt', sentence: 'The database holds something that cannot be read' },
};

/** `attempt` completes the sentence "…, while <attempt>". */
export function toStorageError(error: unknown, attempt: string): SelfsameError {
  if (isSelfsameError(error)) return error;
  const name = error instanceof Error ? error.name : typeof error;
  const { code, sentence } = meanings[name] ?? { code: 'failed', sentence: 'The browser’s database failed' };
  const said = error instanceof Error ? error.message : String(error);
  return new StorageError(code, `${sentence}, while ${attempt}.`, {
    details: { name, said, attempt },
    cause: error,
  });
}

export function closedError(reason: string): StorageError {
  return new StorageError('closed', `The stored data cannot be reached: ${reason}.`, { details: { reason } });
}
