import { expect, test, vi } from 'vitest';
import { GasTank } from './gas.ts';
import { AbortedError } from './moduleErrors.ts';
import type { ModuleExports } from './moduleExports.ts';
import { ModuleMemory } from './moduleMemory.ts';
import { Suspension } from './suspension.ts';

/** A suspension of a module whose `malloc` answers this. Its `handle` is what a test gives to `run`. */
function suspensionOf(block: number) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const steps: string[] = [];
  const exports = {
    malloc: () => block,
    free: () => undefined,
    call: (name: string) => {
      steps.push(name.replace('asyncify_', ''));
      return 0;
    },
  } as unknown as ModuleExports;
  const suspension = new Suspension(new ModuleMemory(() => memory, 4), () => exports, new GasTank(undefined));
  return { suspension, steps };
}

test('the operation begins when the module has been left, and its answer is what the import gives', async () => {
  const { suspension, steps } = suspensionOf(64);
  const operation = async () => {
    steps.push('operation');
    return 7;
  };
  expect(await suspension.run(() => suspension.suspend(operation))).toBe(7);
  expect(steps).toEqual(['start_unwind', 'stop_unwind', 'operation', 'start_rewind', 'stop_rewind']);
});

test.each([
  ['has no memory left for its stack', 0, (): number => 0],
  [
    'traps instead of leaving',
    64,
    (): number => {
      throw new WebAssembly.RuntimeError('unreachable');
    },
  ],
] as const)('of a call that %s, no operation writes into what is undone', async (_, block, then) => {
  const { suspension } = suspensionOf(block);
  const operation = vi.fn(() => Promise.resolve(7));
  const call = (): number => {
    suspension.suspend(operation);
    return then();
  };
  await expect(suspension.run(call)).rejects.toThrow(WebAssembly.RuntimeError);
  suspension.reset();
  expect(await suspension.run(() => 3)).toBe(3);
  expect(operation).not.toHaveBeenCalled();
});

test('a module that goes on instead of leaving, and asks again, has failed as in the reference', async () => {
  const { suspension } = suspensionOf(64);
  const operation = vi.fn(() => Promise.resolve(7));
  let calls = 0;
  const call = (): number => {
    calls += 1;
    if (calls > 1) throw new Error('It is called once.');
    return suspension.suspend(operation) + suspension.suspend(operation);
  };
  await expect(suspension.run(call)).rejects.toThrow(AbortedError);
  expect(operation).not.toHaveBeenCalled();
});

test('a module that comes back and does not take the answer has ended nothing, as in the reference', async () => {
  const { suspension } = suspensionOf(64);
  let calls = 0;
  const call = (): number => {
    calls += 1;
    return calls === 1 ? suspension.suspend(() => Promise.resolve(7)) : 3;
  };
  await expect(suspension.run(call)).rejects.toMatchObject({ code: 'weavedrive-halt' });
});
