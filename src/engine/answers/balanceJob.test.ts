import { describe, expect, it } from 'vitest';
import { claimedAnswer } from './balanceJob.ts';
import type { ComputeUnitClaim } from './computeUnitClaims.ts';

const token = { name: null, ticker: null, logo: null, denomination: 2 };
const says = (computeUnit: string, amount: bigint | undefined): ComputeUnitClaim => ({
  claim: {
    computeUnit,
    nonce: null,
    status: amount === undefined ? 'failed' : 'claimed',
    value: null,
    reason: '',
  },
  value: amount === undefined ? undefined : { kind: 'amount', amount, token },
});

describe('claimedAnswer', () => {
  it('is nothing while no unit has said anything', () => {
    expect(claimedAnswer([])).toBeUndefined();
    expect(claimedAnswer([says('https://a.example', undefined)])).toBeUndefined();
  });

  it('is agreed only where units of different hosts say the same and none differs', () => {
    const a = says('https://a.example', 5n);
    expect(claimedAnswer([a])?.level).toBe('claimed');
    expect(claimedAnswer([a, says('https://a.example/two', 5n)])?.level).toBe('claimed');
    expect(claimedAnswer([a, says('https://a.example:8443', 5n)])?.level).toBe('claimed');
    expect(claimedAnswer([a, says('http://a.example.', 5n)])?.level).toBe('claimed');
    expect(claimedAnswer([a, says('https://b.example', 5n)])).toMatchObject({ level: 'agreed', amount: 5n });
    expect(claimedAnswer([a, says('https://b.example', 5n), says('https://c.example', 6n)])?.level).toBe(
      'claimed',
    );
    expect(claimedAnswer([a, says('https://b.example', undefined)])?.level).toBe('claimed');
  });
});
