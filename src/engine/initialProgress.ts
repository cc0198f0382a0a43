import type { JobProgress } from './api/jobs.ts';

/** How far work is that has not begun. */
export const initialProgress: JobProgress = {
  phase: 'fetching-process',
  nonce: null,
  targetNonce: null,
  latestNonce: null,
  resumedFromNonce: null,
  savedNonce: null,
  evaluatedCount: 0,
  errorCount: 0,
  messagesPerSecond: null,
  bytesFetched: 0,
  assetBytesFetched: 0,
  elapsedMs: 0,
  remainingMs: null,
  memoryBytes: 0,
  notices: [],
};
