import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { isSelfsameError } from '../../base/errors.ts';
import { type ModuleFormat, moduleFormats } from '../../protocol/module.ts';
import { formatTraits } from '../formats.ts';
import { section } from '../rewriting/wasm/sections.ts';
import { assemble, nameOf, vectorOf } from '../testing/memoryModule.ts';
import { hostImports, type ImportContext } from './hostImports.ts';
import { importNames } from './minifiedNames.ts';

// In a realm of its own: the loader replaces what it finds in its.
const asksLoader = `
  const { parentPort, workerData } = require('node:worker_threads');
  const tell = (imports) => {
    parentPort.postMessage(Object.entries(imports).flatMap(([from, names]) => Object.keys(names).map((name) => [from, name])));
    return new Promise(() => {});
  };
  void require(workerData.loader)(tell, { format: workerData.format });
`;

/** What the reference loader gives to a module of a format: module and name. */
async function referenceImports(format: ModuleFormat): Promise<readonly (readonly [string, string])[]> {
  const loader = new URL('../../../node_modules/@permaweb/ao-loader/dist/index.cjs', import.meta.url)
    .pathname;
  const worker = new Worker(asksLoader, { eval: true, workerData: { loader, format } });
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  } finally {
    await worker.terminate();
  }
}

function isOffered(format: ModuleFormat, from: string, name: string): boolean {
  const bytes = assemble([
    [section.type, [1, 0x60, 0, 0]],
    [section.import, vectorOf([[...nameOf(from), ...nameOf(name), 0, 0]])],
  ]);
  const traits = formatTraits[format];
  const memory = { pointerBytes: traits.pointerBytes };
  const context = { traits, memory, profile: { environmentStrings: [] }, copyWith: (copy: unknown) => copy };
  try {
    const given = hostImports(new WebAssembly.Module(bytes), context as unknown as ImportContext);
    return typeof given[from]?.[name] === 'function';
  } catch (error) {
    if (isSelfsameError(error) && error.code === 'unsupported-module') return false;
    throw error;
  }
}

test.each(moduleFormats)('%s offers what the reference’s loader offers, and nothing else', async (format) => {
  const expected = new Set((await referenceImports(format)).map((pair) => pair.join(' ')));
  const every = await Promise.all(moduleFormats.map(referenceImports));
  const names = new Set([...every.flat().map(([, name]) => name), ...importNames.values(), 'invoke_ii']);
  const offered = ['a', 'env', 'wasi_snapshot_preview1', 'metering', 'other'].flatMap((from) =>
    [...names].filter((name) => isOffered(format, from, name)).map((name) => `${from} ${name}`),
  );
  expect(new Set(offered)).toEqual(expected);
  expect(expected.size).toBeGreaterThan(30);
});
