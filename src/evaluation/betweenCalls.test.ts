import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { encodeUtf8 } from '../base/bytes.ts';
import type { ModuleFormat } from '../protocol/module.ts';
import type { WasmMessage } from '../protocol/wasmMessage.ts';
import type { EvaluatorState } from './evaluator.ts';
import { formatTraits } from './formats.ts';
import { Line } from './line/line.ts';
import { dockerProfile } from './profile.ts';
import { compileRunnable } from './rewriting/runnableModule.ts';
import { environmentJson } from './testing/aosMessages.ts';
import { type CallStep, callModule, messageFor } from './testing/callModule.ts';
import { compareOne } from './testing/differential.ts';
import { ReferenceLoader } from './testing/referenceLoader.ts';

/*
 * What a module finds in its host at the next call, and what it can make of what its host throws.
 */

const folder = mkdtempSync(join(tmpdir(), 'selfsame-between-'));
afterAll(() => rmSync(folder, { recursive: true }));

const message = (program: number) =>
  ({ kind: 'scheduled', json: messageFor(program), blockHeight: 0 }) as unknown as WasmMessage;
const texts = { address: 0x8000, bytes: encodeUtf8('/proc/self/fd\0/tmp/x\0') };
const [descriptors, elsewhere] = [0x8000n, 0x800en];

async function opening(
  format: ModuleFormat,
  programs: readonly (readonly CallStep[])[],
  computeLimit?: number,
) {
  const traits = formatTraits[format];
  const bytes = callModule({ traits, programs, data: [texts] });
  const file = join(folder, `${format}.wasm`);
  writeFileSync(file, bytes);
  const options = { traits, profile: dockerProfile, computeLimit, environmentJson, drive: undefined };
  const module = await compileRunnable(bytes, format);
  const reference = new ReferenceLoader(file, format, computeLimit === undefined ? {} : { computeLimit });
  return { reference, open: (state?: EvaluatorState) => Line.open({ ...options, module }, state) };
}

test.each(['wasm32-unknown-emscripten', 'wasm32-unknown-emscripten2'] as const)(
  '%s: the upper half of a number is there at the next call, also from a saved state, and gone after an error',
  async (format) => {
    const call = (name: string, signature: string, ...args: readonly bigint[]): CallStep => {
      return { kind: 'call', name, signature, args };
    };
    const gives = call('setTempRet0', 'i>v', 77n);
    const programs = [[gives], [call('getTempRet0', '>i')], [gives, call('exit', 'i>v', 1n)]];
    for (const resumes of [false, true]) {
      const { reference, open } = await opening(format, programs);
      using _ends = reference;
      let line = await open();
      for (const program of [1, 0, 1, 1, 2, 1, 0, 2, 1, 0, 1]) {
        await compareOne(reference, line, message(program));
        if (resumes) line = await open(await line.capture({ whole: true }));
      }
    }
  },
);

const third = 'wasm32-unknown-emscripten3';

test('a module that catches what its host throws goes on as in the reference', async () => {
  const caught = (name: string, signature: string, ...args: readonly bigint[]): CallStep => {
    return { kind: 'call', caught: true, name, signature, args };
  };
  const programs = [
    [caught('exit', 'i>v', 1n), { kind: 'tell' } as const],
    [caught('_emscripten_throw_longjmp', '>v'), { kind: 'tell' } as const],
    [caught('abort', '>v'), { kind: 'tell' } as const],
    [caught('usegas', 'i>v', 20n), { kind: 'tell' } as const],
    [caught('usegas', 'i>v', 20n), { ...caught('usegas', 'i>v', 1n), caught: false } as CallStep],
  ];
  const { reference, open } = await opening(third, programs, 10);
  using _ends = reference;
  const line = await open();
  const answers: string[] = [];
  for (const [program] of programs.entries()) {
    answers.push((await compareOne(reference, line, message(program))).text);
  }
  expect(answers.filter((text) => text.includes('"Output":"0one"')).length).toBeGreaterThan(2);
});

test('a module that catches the refusal of its host is refused all the same', async () => {
  const rename: CallStep = {
    ...{ kind: 'call', caught: true, name: '__syscall_renameat', signature: 'ipip>i' },
    args: [-100n, descriptors, -100n, elsewhere],
  };
  const { reference, open } = await opening(third, [[rename, { kind: 'tell' }], [{ kind: 'tell' }]]);
  using _ends = reference;
  const line = await open();
  await expect(line.evaluate(message(0))).rejects.toMatchObject({ code: 'unsupported-module' });
  await expect(line.dryRun(message(0))).rejects.toMatchObject({ code: 'unsupported-module' });
  expect((await line.evaluate(message(1))).result.Output).toBe('0one');
});
