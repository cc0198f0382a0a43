import { expect, it, vi } from 'vitest';
import { loadCurves } from './loadCurves.ts';

const { asked } = vi.hoisted(() => ({ asked: [] as string[] }));

vi.mock('@noble/curves/secp256k1.js', () => {
  asked.push('secp256k1');
  throw new Error('The network is gone.');
});
vi.mock('@noble/curves/ed25519.js', () => {
  asked.push('ed25519');
  return {};
});

it('brings both curves, and is no failure where one cannot be had', async () => {
  await expect(loadCurves()).resolves.toBeUndefined();
  expect(asked.sort()).toEqual(['ed25519', 'secp256k1']);
});
