import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { ModuleFormat } from '../protocol/module.ts';
import type { WasmMessage } from '../protocol/wasmMessage.ts';
import { formatTraits } from './formats.ts';
import { Line } from './line/line.ts';
import { dockerProfile } from './profile.ts';
import { compileRunnable } from './rewriting/runnableModule.ts';
import { environmentJson } from './testing/aosMessages.ts';
import { type CallStep, callModule, messageFor, resultsAddress } from './testing/callModule.ts';
import { compareOne } from './testing/differential.ts';
import { texts, textsInMemory } from './testing/hostileArguments.ts';
import { callsOf, programs } from './testing/hostilePrograms.ts';
import { ReferenceLoader } from './testing/referenceLoader.ts';

/*
 * What a module may hand to its host, whatever it is: programs made by chance call the host with pointers, lengths, flags and numbers that no C library would give it.
 * Judge: the reference loader, result and memory after every message. `HOSTILE=5-40` runs these seeds.
 */

const folder = mkdtempSync(join(tmpdir(), 'selfsame-calls-'));
afterAll(() => rmSync(folder, { recursive: true }));

const programCount = 60;
const [first, last] = (process.env['HOSTILE'] ?? '1-2').split('-').map(Number);
const seeds = Array.from(
  { length: (last ?? first ?? 1) - (first ?? 1) + 1 },
  (_, index) => (first ?? 1) + index,
);
const formats = Object.keys(callsOf) as readonly ModuleFormat[];

test.each(formats.flatMap((format) => seeds.map((seed) => [format, seed] as const)))(
  '%s calls its host by chance (seed %i) and is as the reference loader after each message',
  async (format, seed) => {
    const traits = formatTraits[format];
    const drawn = fc.sample(programs(format), { seed, numRuns: programCount });
    const module = callModule({ traits, programs: drawn, data: textsInMemory });
    const file = join(folder, `${format}-${seed}.wasm`);
    writeFileSync(file, module);
    using reference = new ReferenceLoader(file, format);
    const runnable = await compileRunnable(module, format);
    const options = { computeLimit: undefined, environmentJson, drive: undefined };
    const line = await Line.open({ ...options, module: runnable, profile: dockerProfile, traits });
    let done = 0;
    for (const [index, steps] of drawn.entries()) {
      const message = {
        kind: 'scheduled',
        json: messageFor(index),
        blockHeight: 0,
      } as unknown as WasmMessage;
      try {
        const { text } = await compareOne(reference, line, message);
        done += 'Error' in (JSON.parse(text) as object) ? 0 : 1;
      } catch (error) {
        throw new Error(`seed ${seed}, program ${index}: ${told(steps)}`, { cause: error });
      }
    }
    // Most programs come to their end.
    expect(done).toBeGreaterThan(programCount / 3);
  },
);

/** A program in words. Results are in memory from `resultsAddress` on. */
function told(steps: readonly CallStep[]): string {
  const texted = new Map([...texts].map(([text, address]) => [BigInt(address), JSON.stringify(text)]));
  const lines = steps.map((step, index) => {
    const place = (resultsAddress + index * 16).toString(16);
    if (step.kind === 'call') {
      return `${place} ${step.name}(${step.args.map((value) => texted.get(value) ?? String(value)).join(', ')})`;
    }
    if (step.kind === 'tell') return 'tell';
    return step.kind === 'put' ? `${step.address.toString(16)} = ${step.value}` : `grow ${step.pages}`;
  });
  return lines.join('\n');
}
