// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import { chromiumArguments, ensureChromium } from '../setup/chromium.mjs';

/**
 * A Chromium started by hand, so that its process can be killed, with a profile that outlives it.
 * @param {string} profile
 * @returns {Promise<ChaosBrowser>}
 *
 * @typedef {object} ChaosBrowser
 * @property {import('@playwright/test').BrowserContext} context
 * @property {() => Promise<void>} kill SIGKILL to all of its processes; resolves when they are gone
 */
export async function launchBrowser(profile) {
  const portFile = join(profile, 'DevToolsActivePort');
  rmSync(portFile, { force: true });
  const program = spawn(
    await ensureChromium(),
    [
      ...chromiumArguments(),
      '--headless',
      '--remote-debugging-port=0',
      '--no-default-browser-check',
      '--hide-crash-restore-bubble',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    // A process group of its own: the browser's helpers end with it.
    { stdio: 'ignore', detached: true },
  );
  const exited = once(program, 'exit');
  const { pid } = program;
  if (pid === undefined) throw new Error('Chromium did not start.');
  const kill = async () => {
    killGroup(pid);
    await exited;
    while (killGroup(pid)) await wait(20);
  };
  try {
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await readPort(portFile)}`);
    const [context] = browser.contexts();
    if (context === undefined) throw new Error('Chromium has no window.');
    return { context, kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

/**
 * @param {number} pid the group's leader
 * @returns {boolean} whether any process of the group was left
 */
function killGroup(pid) {
  try {
    return process.kill(-pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** @param {string} portFile */
async function readPort(portFile) {
  for (let tries = 0; tries < 600; tries += 1) {
    const text = existsSync(portFile) ? readFileSync(portFile, 'utf8') : '';
    const [port] = text.split('\n');
    if (port !== undefined && port !== '' && text.includes('\n')) return port;
    await wait(50);
  }
  throw new Error('Chromium did not open its port within 30 s.');
}
