import { expect, it } from 'vitest';
import { initialProgress } from '../../engine/api.ts';
import { type FollowState, unknownState } from './followState.ts';
import { describeFollow } from './followWords.ts';

const now = Date.UTC(2026, 10, 22, 12, 4, 10);
const say = (state: Partial<FollowState>) => describeFollow({ ...unknownState, ...state }, null, now);
const answer = { nonce: 10, level: 'evaluated' } as const;
const error = {
  layer: 'verification',
  code: 'x',
  message: 'Nonce 118 fails.',
  details: {},
  chain: [],
} as const;

it('says what is happening with a process, and how old that is', () => {
  expect(say({})).toBe('Waiting for its turn.');
  const rest = { step: { kind: 'resting' }, answer, headNonce: 10 } as const;
  expect(say({ ...rest, askedMs: now - 20_500 })).toBe('Nothing new, asked 20 s ago.');
  expect(say({ ...rest, askedMs: now - 9_000 })).toBe('Nothing new, asked just now.');
  expect(say({ ...rest, askedMs: now - 299_000 })).toBe('Nothing new, asked 4 min ago.');
  const evaluating = { ...unknownState, step: { kind: 'evaluating' } } as const;
  expect(describeFollow(evaluating, { ...initialProgress, nonce: 1200, targetNonce: 5000 }, now)).toBe(
    'Evaluating: nonce 1,200 of 5,000.',
  );
  expect(describeFollow(evaluating, null, now)).toBe('Evaluating what is new.');
});

it('says what is wrong with it', () => {
  const away = { step: { kind: 'unreachable', sinceMs: now, error } } as const;
  expect(say({ ...away, nextMs: now + 170_000 })).toMatch(
    /^Could not be reached since \d\d:04:10; next try in 3 min\.$/,
  );
  expect(say({ ...away, nextMs: now - 1 })).toMatch(/; next try now\.$/);
  expect(say({ step: { kind: 'stopped', error } })).toBe('Stopped: Nonce 118 fails.');
  expect(say({ step: { kind: 'stopped', error: null } })).toBe('Stopped by hand.');
  expect(say({ step: { kind: 'resting' }, answer, headNonce: 7, askedMs: now })).toBe(
    'Its scheduler unit tells nonce 7 as its latest now, and has signed messages up to nonce 10.',
  );
});
