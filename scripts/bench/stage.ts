import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { createServer, preview } from 'vite';
import type { Network } from '../../src/sources/network.ts';
import { type DemoModule, type ModuleFile, publishModule } from '../demo/modules.ts';
import { buildIfStale } from '../lib/build.mjs';
import { chromiumArguments, ensureChromium } from '../setup/chromium.mjs';
import { root } from '../setup/command.mjs';
import { serveSchedules } from './network/serveSchedules.ts';
import { type SignedSchedule, signWorkload } from './network/signWorkload.ts';
import { chatWorkload, sqliteWorkload, tokenWorkload, type Workload } from './network/workloads.ts';
import { openUnwatchedPage, type UnwatchedPage } from './unwatchedPage.ts';

export interface Process extends SignedSchedule {
  readonly module: DemoModule;
  /** Messages after the process and its `Eval`. */
  readonly count: number;
}

/** Everything that measures share: signed processes on a loopback network, the built app, and Chromium. */
export interface Stage {
  readonly network: Network;
  readonly schedulerUnit: string;
  readonly gateway: string;
  /** By workload name. */
  process(name: string): Process;
  /** The built app, in a profile of its own that nothing has been kept in. `onOneCore`: all of that browser shares the first core (Linux). */
  openApp(options?: { readonly onOneCore?: boolean }): Promise<OpenApp>;
  /** The engine without a screen, in a page that nobody records. */
  openUnwatched(): Promise<OpenUnwatched>;
  /** The page that runs evaluators without an engine; served from source. */
  openEvaluators(): Promise<OpenPage>;
  readonly chromiumVersion: string;
  close(): Promise<void>;
}

export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
}

export interface OpenApp extends OpenPage {
  readonly context: BrowserContext;
  /** Of the app, with a slash at its end. */
  readonly origin: string;
}

export interface OpenUnwatched extends AsyncDisposable {
  readonly browser: Browser;
  readonly page: UnwatchedPage;
}

const eightNames = Array.from({ length: 8 }, (_, index) => `eight-${index + 1}`);

export async function openStage({ quick }: { readonly quick: boolean }): Promise<Stage> {
  const tokenLua = await readFile(`${root}scripts/demo/lua/token.lua`, 'utf8');
  const roomLua = await readFile(`${root}scripts/demo/lua/room.lua`, 'utf8');
  const needed: Workload[] = [
    tokenWorkload(tokenLua, { name: 'token', holders: 100, count: 5000 }),
    tokenWorkload(tokenLua, { name: 'errors', holders: 100, count: 1000, failEvery: 5 }),
    ...eightNames.map((name) => tokenWorkload(tokenLua, { name, holders: 100, count: 2000 })),
  ];
  const more = () => [
    tokenWorkload(tokenLua, { name: 'token-10000', holders: 10_000, count: 2000 }),
    tokenWorkload(tokenLua, { name: 'token-long', holders: 100, count: 50_000 }),
    chatWorkload(roomLua, 2000),
    sqliteWorkload(2000),
  ];
  const workloads = quick ? needed : [...needed, ...more()];
  const modules = await publishModules([...new Set(workloads.map(({ module }) => module))]);
  const moduleOf = (file: ModuleFile): DemoModule => {
    const module = modules.get(file);
    if (module === undefined) throw new Error(`The module ${file} was not published.`);
    return module;
  };
  const processes = new Map<string, Process>();
  await Promise.all(
    workloads.map(async (workload) => {
      const module = moduleOf(workload.module);
      const schedule = await signWorkload(workload, module.id);
      processes.set(workload.name, { ...schedule, module, count: workload.count });
    }),
  );
  buildIfStale();
  const served = await serveSchedules([...processes.values()], [...modules.values()]);
  const app = await preview({ root, logLevel: 'silent', preview: { host: '127.0.0.1', port: 0 } });
  const executablePath = await ensureChromium();
  const browserVersion = await versionOf(executablePath);

  return {
    network: served.network,
    schedulerUnit: served.schedulerUnit,
    gateway: served.gateway,
    chromiumVersion: browserVersion,
    process(name) {
      const process = processes.get(name);
      if (process === undefined) throw new Error(`No process was signed for ${name}.`);
      return process;
    },
    async openApp({ onOneCore = false } = {}) {
      const profile = mkdtempSync(join(tmpdir(), 'selfsame-bench-'));
      const browser = onOneCore ? pinned(executablePath, profile) : executablePath;
      const context = await chromium.launchPersistentContext(profile, launchOptions(browser));
      await context.addInitScript(keepNames);
      return {
        page: await context.newPage(),
        context,
        origin: originOf(app.httpServer.address()),
        async [Symbol.asyncDispose]() {
          await context.close();
          rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
        },
      };
    },
    async openUnwatched() {
      const browser = await chromium.launch(launchOptions(executablePath));
      const page = await openUnwatchedPage(browser, `${originOf(app.httpServer.address())}headless.html`);
      return { browser, page, [Symbol.asyncDispose]: () => browser.close() };
    },
    async openEvaluators() {
      const server = await createServer({
        configFile: false,
        root,
        cacheDir: '.cache/vite-bench',
        logLevel: 'error',
        server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
        optimizeDeps: { include: ['comlink', 'hash-wasm'], noDiscovery: true },
      });
      await server.listen();
      const browser = await chromium.launch(launchOptions(executablePath));
      const page = await browser.newPage();
      await page.addInitScript(keepNames);
      await page.goto(`${originOf(server.httpServer?.address())}scripts/bench/page/index.html`);
      await page.waitForFunction(() => 'bench' in window);
      return {
        page,
        async [Symbol.asyncDispose]() {
          await browser.close();
          await server.close();
        },
      };
    },
    async close() {
      await new Promise((resolve) => app.httpServer.close(resolve));
      await served.close();
    },
  };
}

/** tsx wraps named functions in a helper, also those that are sent to the page, which has none. */
const keepNames = 'globalThis.__name = (named) => named';

function launchOptions(executablePath: string) {
  return {
    executablePath,
    headless: true,
    args: [...chromiumArguments(), '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  };
}

/** A command that starts the browser bound to the first core, all that it starts too. */
function pinned(executablePath: string, folder: string): string {
  const command = join(folder, 'on-one-core');
  writeFileSync(command, `#!/bin/sh\nexec taskset -c 0 '${executablePath}' "$@"\n`, { mode: 0o755 });
  return command;
}

async function publishModules(files: readonly ModuleFile[]): Promise<ReadonlyMap<ModuleFile, DemoModule>> {
  const readPublic = async (name: string) => new Uint8Array(await readFile(`${root}public/${name}`));
  const published = files.map(async (file) => [file, await publishModule(file, readPublic)] as const);
  return new Map(await Promise.all(published));
}

async function versionOf(executablePath: string): Promise<string> {
  const browser = await chromium.launch(launchOptions(executablePath));
  try {
    return browser.version();
  } finally {
    await browser.close();
  }
}

function originOf(address: ReturnType<import('node:net').Server['address']> | undefined): string {
  if (address === null || address === undefined || typeof address === 'string') throw new Error('No port.');
  return `http://127.0.0.1:${address.port}/`;
}
