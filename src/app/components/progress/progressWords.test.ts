import { describe, expect, it } from 'vitest';
import {
  type Fact,
  type JobProgress,
  type JobSnapshot,
  type JobState,
  legacynet,
} from '../../../engine/api.ts';
import { announceProgress, describeMeasures, describeState } from './progressWords.ts';

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
  assetBytesFetched: 0,
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

it('says how much of the demo network has come while nothing can be asked of it yet, and no longer', () => {
  const waiting = { ...progress, evaluatedCount: 0, bytesFetched: 0, assetBytesFetched: 612_000 };
  const parts = (state: JobState, changes: Partial<JobProgress>) =>
    describeMeasures({ state, progress: { ...waiting, ...changes } }).join(' · ');
  expect(parts('running', {})).toContain('612 kB of the demo network’s files fetched');
  expect(parts('running', {})).not.toContain('0 B fetched');
  expect(parts('running', { bytesFetched: 900 })).toContain('files fetched · 900 B fetched');
  expect(parts('running', { evaluatedCount: 1 })).not.toContain('demo network');
  expect(parts('stopped', {})).not.toContain('demo network');
  expect(parts('running', { assetBytesFetched: 0 })).toContain('0 B fetched');
  expect(parts('failed', { assetBytesFetched: 0 })).not.toContain('0 B fetched');
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
  ).toMatch(/^Waiting for another evaluation .* in this tab or another$/);
});

it('says of what failed for its servers alone that nobody has to do anything', () => {
  const state = describeState({ state: 'failed', progress }, Date.UTC(2026, 10, 1, 14, 5, 30));
  expect(state).toMatch(/^Waiting for its servers; tried again by itself at \d\d:\d5:30$/);
});

it('says of work that found all done that there was nothing new, and no speed of nothing', () => {
  const idle = { ...progress, evaluatedCount: 0, messagesPerSecond: 0, elapsedMs: 12, resumedFromNonce: 431 };
  const parts = describeMeasures({ state: 'done', progress: idle });
  expect(parts[0]).toBe('nothing new to evaluate');
  expect(parts.join()).not.toMatch(/\/s|in 0/);
  expect(describeMeasures({ state: 'failed', progress: idle })[0]).toBe('0 messages evaluated');
});

describe('what is said aloud at the end', () => {
  const token = { name: 'Tally', ticker: 'TALLY', logo: null, denomination: 12 };
  const balance: JobSnapshot['answer'] = {
    ...{ kind: 'balance', level: 'evaluated', amount: 1_500_000_000_000n, token },
    ...{ nonce: 431, latestNonce: 431, timestampMs: 0 },
  };
  const said = (change: Partial<JobSnapshot>) =>
    announceProgress({
      ...{ jobId: '', request: { kind: 'replay', network: legacynet, processId: '' }, state: 'done' },
      ...{ progress: { ...progress, nonce: 431 }, facts: [], claims: [], answer: balance, error: null },
      ...change,
    });

  it('is what it came to, with its word of evidence', () => {
    expect(said({})).toBe('Done, nonce 431 of 431. Evidence: evaluated. Amount: 1.5 TALLY.');
    const fails: Fact = {
      name: 'hash-chain',
      status: 'fails',
      source: '',
      checkedMs: 0,
      count: 1,
      reason: '',
    };
    expect(said({ facts: [fails] })).toContain('Evidence: no level: a check fails. Amount: 1.5 TALLY.');
  });

  it('is no claim while it goes on, and no stranger’s story', () => {
    expect(said({ state: 'running' })).toBe('Evaluating messages, nonce 431 of 431.');
    const long = { ...token, ticker: 'T'.repeat(100_000) };
    expect(said({ answer: { ...balance, token: long } }).length).toBeLessThan(140);
    const unnamed = { ...token, denomination: null };
    expect(said({ answer: { ...balance, token: unnamed } })).toContain('1500000000000 base units');
  });
});
