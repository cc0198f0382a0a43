import { describe, expect, it } from 'vitest';
import { SourceError } from '../../base/errors.ts';
import type { Line } from '../line/line.ts';
import { checkHead, headOrOffline } from './head.ts';

const unreached = new SourceError('unreachable', 'It could not be reached.');
const kept = async () => true;

describe('a head that nobody could be asked for', () => {
  const offline = () => headOrOffline(Promise.reject(unreached), kept, () => undefined, {});

  it('lets what is kept stand', async () => {
    const line = { position: { nonce: 3 } } as Line;
    expect(() =>
      checkHead(line, { unit: null, latestNonce: null, latestAssignmentId: null }, undefined),
    ).not.toThrow();
    const head = await offline();
    expect(() => checkHead(line, head, undefined)).not.toThrow();
  });

  it('is no process without messages where what is kept could not be read', async () => {
    const head = await offline();
    expect(() => checkHead({ position: undefined } as Line, head, undefined)).toThrow(unreached);
  });

  it('is the unit’s own error where nothing is kept', async () => {
    const nothing = async () => false;
    await expect(headOrOffline(Promise.reject(unreached), nothing, () => undefined, {})).rejects.toBe(
      unreached,
    );
  });
});
