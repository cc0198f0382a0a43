import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Scenario } from './testing/aosMessages.ts';
import { compareOne } from './testing/differential.ts';
import { luaPrograms } from './testing/luaPrograms.ts';
import { modulePath, openLine, wasm32, wasm64 } from './testing/modules.ts';
import { ReferenceLoader } from './testing/referenceLoader.ts';

// `LUA_PROGRAMS=first-last` runs those seeds instead, each with many programs.
const asked = process.env['LUA_PROGRAMS'];
const [first = 1, last = 1] = (asked ?? '').split('-').filter(Boolean).map(Number);
const programCount = asked === undefined ? 20 : 60;

it.each([
  ['aos2_0_6', wasm64],
  ['aos2_0_4_32', wasm32],
] as const)(
  `programs at random leave the reference loader’s results and memory in %s, by the seeds ${first} to ${last}`,
  async (name, format) => {
    for (let seed = first; seed <= last; seed += 1) {
      using reference = new ReferenceLoader(modulePath(name), format);
      const line = await openLine(name, format);
      const scenario = new Scenario();
      await compareOne(reference, line, scenario.process());
      let errors = 0;
      for (const [index, program] of fc.sample(luaPrograms, { seed, numRuns: programCount }).entries()) {
        const isCalled = index % 5 === 4;
        const message = isCalled
          ? scenario.send(index % 2 === 0 ? 'Ping' : 'Pong', { data: 'ping 12' })
          : scenario.evaluate(program);
        const { text } = await compareOne(reference, line, message).catch((cause: unknown) => {
          throw new Error(
            `seed ${seed} differs at ${isCalled ? 'a call after' : ''} program ${index}: ${program}`,
            { cause },
          );
        });
        if ('Error' in (JSON.parse(text) as object)) errors += 1;
      }
      // Most of what is drawn runs, or little is compared.
      expect(errors).toBeLessThan(programCount * 0.8);
    }
  },
);
