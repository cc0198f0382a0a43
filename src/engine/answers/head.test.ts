import { describe, expect, it } from 'vitest';
import { SourceError } from '../../base/errors.ts';
import type { SchedulerUnit } from '../../sources/schedulerUnit.ts';
import type { Line } from '../line/line.ts';
import { checkHead, type Head, headOrOffline } from './head.ts';

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

describe('a schedule that ends before its latest assignment', () => {
  const line = { position: { nonce: 3 } } as Line;
  const unit = { url: 'https://told.test' } as SchedulerUnit;
  const head: Head = { unit, latestNonce: 5, latestAssignmentId: null };

  it('is one that the scheduler unit cuts off', () => {
    expect(() => checkHead(line, head, undefined)).toThrowError(
      expect.objectContaining({ code: 'schedule-truncated', layer: 'verification' }),
    );
  });

  it('accuses nobody where it is read from Arweave: gateways lack some of it', () => {
    const archived = { ...head, unit: { ...unit, standsInBecause: unreached } };
    expect(() => checkHead(line, archived, undefined)).toThrowError(
      expect.objectContaining({ code: 'not-indexed', layer: 'source', details: { url: unit.url, nonce: 5 } }),
    );
  });
});
