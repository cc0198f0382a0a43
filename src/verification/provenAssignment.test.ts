import { describe, expect, it } from 'vitest';
import type { ProcessId } from '../protocol/ids.ts';
import { proveAssignment } from './provenAssignment.ts';
import { fetchExact, process, told } from './testing/realSchedule.ts';
import { idOf, signAssignment, signItem, testKey } from './testing/signing.ts';

const scheduler = testKey(1);
const own = { id: 'A'.repeat(43) as ProcessId, scheduler: scheduler.address };
const place = { processId: own.id, nonce: 12, hashChain: 'B'.repeat(43) };

describe('an assignment', () => {
  it.each([0, 7, 30])('that a scheduler really signed proves its nonce: %i', async (nonce) => {
    const id = told[nonce]?.assignment.id ?? '';
    const item = await fetchExact(id);
    if (item === undefined) throw new RangeError(`There is no entry ${nonce}.`);
    expect(await proveAssignment(item, process)).toEqual({ id, nonce });
    const { signature } = item;
    const damaged = Uint8Array.from(signature, (byte, place) => (place === 5 ? byte ^ 1 : byte));
    expect(await proveAssignment({ ...item, signature: damaged }, process)).toBeUndefined();
  });

  it('by an Ethereum key proves its nonce under each way to name that key', async () => {
    const item = await signAssignment(scheduler, place);
    expect(await proveAssignment(item, own)).toEqual({ id: idOf(item), nonce: 12 });
    const checksummed = { ...own, scheduler: '0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1' as never };
    expect(await proveAssignment(item, checksummed)).toEqual({ id: idOf(item), nonce: 12 });
  });

  it.each([
    ['somebody else signed', testKey(2), place],
    ['is of another process', scheduler, { ...place, processId: 'C'.repeat(43) as ProcessId }],
    ['has no nonce that is a number', scheduler, { ...place, nonce: Number.NaN }],
  ])('that %s proves nothing', async (_, key, where) => {
    expect(await proveAssignment(await signAssignment(key, where), own)).toBeUndefined();
  });

  it.each(['12x', 'x12', '', undefined])('whose nonce is said as %s proves nothing', async (nonce) => {
    const tags = [
      { name: 'Process', value: own.id },
      { name: 'Type', value: 'Assignment' },
      ...(nonce === undefined ? [] : [{ name: 'Nonce', value: nonce }]),
    ];
    expect(await proveAssignment(await signItem(scheduler, { tags }), own)).toBeUndefined();
  });

  it('of a process that names no scheduler proves nothing', async () => {
    const item = await signAssignment(scheduler, place);
    expect(await proveAssignment(item, { id: own.id, scheduler: undefined })).toBeUndefined();
  });

  it('is none that is not called one, whatever its scheduler signed', async () => {
    const tags = [
      { name: 'Process', value: own.id },
      { name: 'Nonce', value: '12' },
      { name: 'Type', value: 'Message' },
    ];
    expect(await proveAssignment(await signItem(scheduler, { tags }), own)).toBeUndefined();
  });
});
