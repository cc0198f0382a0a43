import { readFileSync } from 'node:fs';
import binaryen from 'binaryen';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Bytes } from '../../../base/bytes.ts';
import type { Line } from '../../line/line.ts';
import { modulePath, openLine, wasm64 } from '../../testing/modules.ts';
import { mixedScenario } from '../../testing/scenarios.ts';
import { asPublished, compileRunnable } from '../runnableModule.ts';
import { lowerModule } from './lowerModule.ts';

/*
 * Somebody else's lowering as the judge of ours. Binaryen cuts addresses and does not check them, so the two may differ only where an address
 * lies beyond 4 GiB, which these messages never ask for; that those trap is what `lowerModule.test.ts` compares with memory64 itself.
 */

function loweredByBinaryen(bytes: Bytes): Bytes {
  const module = binaryen.readBinary(bytes);
  try {
    module.setFeatures(binaryen.Features.All);
    module.runPasses(['memory64-lowering']);
    return new Uint8Array(module.emitBinary());
  } finally {
    module.dispose();
  }
}

// Not sqlite, whose vector instructions this version of Binaryen leaves as they were, with addresses of 64 bits.
describe.each(['aos2_0_6', 'aos2_0_3'])('%s, lowered by us and by Binaryen', (name) => {
  const published = readFileSync(modulePath(name));
  let theirs: Bytes;
  let ours: Bytes;
  beforeAll(() => {
    theirs = loweredByBinaryen(published);
    ours = lowerModule(published);
  });

  test('asks for the same, offers the same, and is not the same text', async () => {
    const [ourModule, theirModule] = await Promise.all([
      WebAssembly.compile(ours),
      WebAssembly.compile(theirs),
    ]);
    expect(WebAssembly.Module.imports(ourModule)).toEqual(WebAssembly.Module.imports(theirModule));
    expect(WebAssembly.Module.exports(ourModule)).toEqual(WebAssembly.Module.exports(theirModule));
    expect(Buffer.compare(ours, theirs)).not.toBe(0);
  });

  test('leaves the same memory after every message of a mixed life, with and without Asyncify', async () => {
    const judge = asPublished(await compileRunnable(theirs, wasm64, { memory64: false }));
    const runnable = await compileRunnable(published, wasm64, { memory64: false });
    expect(runnable.fast).toBeDefined();
    const lines: readonly Line[] = [
      await openLine(name, wasm64, undefined, judge),
      await openLine(name, wasm64, undefined, runnable),
    ];
    let failures = 0;
    for (const [what, message] of mixedScenario()) {
      const [expected, actual] = await Promise.all(
        lines.map(async (line) => {
          const { result } = await line.evaluate(message);
          return { text: JSON.stringify(result), memory: await line.memory() };
        }),
      );
      expect(actual?.text, what).toBe(expected?.text);
      expect(Buffer.compare(actual?.memory ?? Buffer.of(), expected?.memory ?? Buffer.of(1)), what).toBe(0);
      if (actual?.text.includes('"Error"') === true) failures += 1;
    }
    expect(failures).toBeGreaterThan(3);
    expect(lines[1]?.fastPath).toBe('trusted');
  });
});
