import { expect, it } from 'vitest';
import type { JobProgress } from '../../../engine/api.ts';
import { describeMeasures, describeState } from './progressWords.ts';

const progress: JobProgress = {
  phase: 'evaluating',
  nonce: 312,
  targetNonce: 431,
  latestNonce: 431,
  resumedFromNonce: null,
  savedNonce: 300,
  evaluatedCount: 312,
  errorCount: 0,
  messagesPerSecond: 214.2,
  bytesFetched: 1_240_000,
  elapsedMs: 3_100,
  remainingMs: 1_800,
  memoryBytes: 0,
  notices: [],
};

it('says how far, how fast and what is left while it runs', () => {
  expect(describeMeasures({ state: 'running', progress })).toEqual([
    '312 messages evaluated',
    '214/s',
    '1.2 MB fetched',
    'about 2 s left',
  ]);
});

it('says how long it took, and from where it continued, when it is over', () => {
  const parts = describeMeasures({
    state: 'done',
    progress: { ...progress, resumedFromNonce: 300, errorCount: 1 },
  });
  expect(parts).toContain('in 3.1 s');
  expect(parts).toContain('continued from nonce 300');
  expect(parts).toContain('1 error in the process');
  expect(parts.some((part) => part.includes('left'))).toBe(false);
});

it('names the place where it stopped', () => {
  expect(describeState({ state: 'stopped', progress })).toBe('Stopped after nonce 312');
  expect(describeState({ state: 'running', progress })).toBe('Evaluating messages');
  expect(
    describeState({ state: 'waiting', progress: { ...progress, phase: 'waiting-for-other-tab' } }),
  ).toMatch(/^Another tab/);
});

it('says of what failed for its servers alone that nobody has to do anything', () => {
  const state = describeState({ state: 'failed', progress }, Date.UTC(2026, 10, 1, 14, 5, 30));
  expect(state).toMatch(/^Waiting for its servers; tried again by itself at \d\d:\d5:30$/);
});
