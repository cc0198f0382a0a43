import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isOtherBrowser, type OtherBrowser, otherBrowsers } from '../scripts/browsers/openOther.ts';
import type { Target } from './scenario.ts';

export interface Options {
  /** A checkout of permaweb/ao: modules of the oldest formats are in no package. */
  readonly aoFolder: string | undefined;
  /** Only targets whose name it matches. */
  readonly only: RegExp | undefined;
  /** Each message's writes are watched, as they otherwise are where errors are frequent (docs/decisions/0010-rollback.md). */
  readonly watched: boolean;
  /** Undefined: Chromium. */
  readonly browser: OtherBrowser | undefined;
}

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ao: { type: 'string' },
      only: { type: 'string' },
      watched: { type: 'boolean', default: false },
      browser: { type: 'string' },
    },
  });
  const { browser } = values;
  if (browser !== undefined && !isOtherBrowser(browser)) {
    throw new Error(`--browser is one of ${otherBrowsers.join(', ')}; without it, Chromium is taken.`);
  }
  return {
    aoFolder: values.ao === undefined ? undefined : resolve(values.ao),
    only: values.only === undefined ? undefined : new RegExp(values.only),
    watched: values.watched,
    browser,
  };
}

export function isAskedFor(target: Target, options: Options): boolean {
  return options.only === undefined || options.only.test(target.name);
}

/** Undefined where the target is not asked for, or its module is not on this machine. */
export function findModule(target: Target, options: Options): string | undefined {
  if (!isAskedFor(target, options)) return undefined;
  const path =
    target.module === undefined
      ? resolve(options.aoFolder ?? '', target.file ?? '')
      : fileURLToPath(new URL(`../public/modules/${target.module}.wasm`, import.meta.url));
  return existsSync(path) && (target.module !== undefined || options.aoFolder !== undefined)
    ? path
    : undefined;
}
