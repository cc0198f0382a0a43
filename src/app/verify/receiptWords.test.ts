import { describe, expect, it } from 'vitest';
import { dockerProfile, type ReceiptField, withEnvironmentString } from '../../engine/api.ts';
import { describeDifference, describeProfile } from './receiptWords.ts';

const field = (name: ReceiptField['name'], status: ReceiptField['status']): ReceiptField => ({
  name,
  status,
  claimed: 'a',
  found: 'b',
});

describe('where a receipt differs', () => {
  it('is where the first difference is, whatever follows from it', () => {
    const schedule = [field('module', 'same'), field('hash-chain', 'differs'), field('memory', 'differs')];
    expect(describeDifference(schedule, 1234)).toContain('before nonce 1,234');
    const end = [field('hash-chain', 'same'), field('assignment', 'differs'), field('memory', 'differs')];
    expect(describeDifference(end, 1234)).toContain('at nonce 1,234 the receipt has another assignment');
  });

  it('is nowhere where nothing differs', () => {
    expect(describeDifference([field('memory', 'same'), field('result', 'not-told')], 3)).toBe('');
  });
});

describe('a profile', () => {
  it('is named by what is unusual in it', () => {
    expect(describeProfile(dockerProfile)).toBe('of the reference’s official image');
    expect(describeProfile(withEnvironmentString(dockerProfile, '_', '/x'))).toBe('_=/x, clock 10000');
    expect(describeProfile({ ...dockerProfile, firstClockTick: 7 })).toBe('clock 7');
  });
});
