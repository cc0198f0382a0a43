import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const replay = fileURLToPath(new URL('../replay.mjs', import.meta.url));

test('a replay that finds no Chromium says so, and ends', () => {
  const url = 'http://127.0.0.1:9';
  const place = ['--process', 'x', '--gateway', url, '--graphql', url, '--su', url];
  const { status, stderr } = spawnSync(process.execPath, [replay, ...place], {
    env: { ...process.env, CHROMIUM_PATH: '/nowhere/chromium' },
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(stderr).toContain('CHROMIUM_PATH says /nowhere/chromium, and there is no such file.');
  expect(status).toBe(1);
});
