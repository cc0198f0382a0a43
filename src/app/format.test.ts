import { expect, it } from 'vitest';
import {
  formatBytes,
  formatCounted,
  formatDuration,
  formatRate,
  formatRelative,
  formatRemaining,
  shortenId,
  shortenSource,
  spellName,
} from './format.ts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [12_440, '12.4 kB'],
  [99_600, '100 kB'],
  [999_600, '1.0 MB'],
  [3_100_000_000, '3.1 GB'],
])('%d bytes read %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([
  [0, '0.0 s'],
  [9_949, '9.9 s'],
  [9_960, '10 s'],
  [59_600, '1 min 00 s'],
  [185_000, '3 min 05 s'],
  [7_800_000, '2 h 10 min'],
])('%d ms read %s', (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});

it.each([
  [300, 'about a second left'],
  [4_200, 'about 5 s left'],
  [61_000, 'about 2 min left'],
  [3_601_000, 'about 2 h left'],
])('%d ms to go read %s', (remainingMs, text) => {
  expect(formatRemaining(remainingMs)).toBe(text);
});

it('says how long ago, or ahead', () => {
  const now = Date.UTC(2026, 10, 21);
  expect(formatRelative(now - 30_000, now)).toBe('just now');
  expect(formatRelative(now - 3_600_000, now)).toBe('1 hour ago');
  expect(formatRelative(now - 86_400_000, now)).toBe('yesterday');
  expect(formatRelative(now + 120_000, now)).toBe('in 2 minutes');
});

it('counts', () => {
  expect(formatCounted(1, 'message')).toBe('1 message');
  expect(formatCounted(12_345, 'message')).toBe('12,345 messages');
  expect(formatRate(3.14)).toBe('3.1/s');
  expect(formatRate(312.4)).toBe('312/s');
});

it('shortens ids in the middle and sources to their host', () => {
  expect(shortenId('Pi-WmAQp2-mh-oWH9lWpz5EthlUDj_W0IusAv-RXhRk')).toBe('Pi-WmA…-RXhRk');
  expect(shortenId('abcdefghijklm')).toBe('abcdefghijklm');
  expect(shortenSource('https://su.example/a?b')).toBe('su.example');
  expect(shortenSource('this browser')).toBe('this browser');
  expect(shortenSource('https://su.example, schedule, https://su.example')).toBe('su.example, schedule');
});

it('spells names of fields', () => {
  expect(spellName('messageId')).toBe('message id');
  expect(spellName('nonce')).toBe('nonce');
});
