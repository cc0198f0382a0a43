import { afterEach, expect, test, vi } from 'vitest';
import type { WasmMessage } from '../../protocol/wasmMessage.ts';
import { formatTraits } from '../formats.ts';
import { ModuleInstance } from '../instance/moduleInstance.ts';
import { dockerProfile } from '../profile.ts';
import { exportsWithGlobals } from '../rewriting/keeping/exportedGlobals.ts';
import { compileRunnable, type RunnableModule } from '../rewriting/runnableModule.ts';
import { encodeSigned } from '../rewriting/wasm/bytes.ts';
import { valueType } from '../rewriting/wasm/functionTypes.ts';
import { section, WasmSections } from '../rewriting/wasm/sections.ts';
import { History } from '../rollback/history.ts';
import { assemble } from '../testing/memoryModule.ts';
import { Line, type LineOptions } from './line.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** (module) whose `handle` counts in a global of its own, and answers with the count: as an Error where the message begins with "e". */
function countingModule(): Uint8Array<ArrayBuffer> {
  const { i32 } = valueType;
  const texts = [
    [1024, '{"ok":true,"response":{"Output":"0"}}'],
    [1100, '{"ok":true,"response":{"Error":"0"}}'],
  ] as const;
  const const32 = (value: number) => [0x41, ...encodeSigned(value)];
  const count = [0x23, 1];
  const digits = texts.flatMap(([at, text]) => [
    ...[...const32(at + text.indexOf('0')), ...count, ...const32(48), 0x6a, 0x3a, 0, 0],
  ]);
  const functions: readonly (readonly [string, number, readonly number[]])[] = [
    ['stackSave', 0, [0x23, 0]],
    ['stackRestore', 1, [0x20, 0, 0x24, 0]],
    ['stackAlloc', 2, [0x23, 0, 0x20, 0, 0x6b, 0x24, 0, 0x23, 0]],
    ['malloc', 2, const32(0)],
    ['emscripten_stack_get_end', 0, const32(0)],
    [
      'handle',
      3,
      [
        ...[...count, ...const32(1), 0x6a, 0x24, 1, ...digits],
        ...[0x20, 0, 0x2d, 0, 0, ...const32(101), 0x46, 0x04, i32, ...const32(1100)],
        ...[0x05, ...const32(1024), 0x0b],
      ],
    ],
  ];
  const nameOf = (name: string) => [name.length, ...Buffer.from(name)];
  const exports = functions.flatMap(([name], index) => [...nameOf(name), 0, index]);
  return assemble([
    [
      section.type,
      [
        4,
        ...[0x60, 0, 1, i32],
        ...[0x60, 1, i32, 0],
        ...[0x60, 1, i32, 1, i32],
        ...[0x60, 2, i32, i32, 1, i32],
      ],
    ],
    [section.function, [functions.length, ...functions.map(([, type]) => type)]],
    [section.table, [1, 0x70, 0, 1]],
    [section.memory, [1, 1, 1, 4]],
    [section.global, [2, i32, 1, ...const32(60_000), 0x0b, i32, 1, ...const32(0), 0x0b]],
    [
      section.export,
      [
        functions.length + 2,
        ...exports,
        ...nameOf('memory'),
        2,
        0,
        ...nameOf('__indirect_function_table'),
        1,
        0,
      ],
    ],
    [
      section.code,
      [functions.length, ...functions.flatMap(([, , code]) => [code.length + 2, 0, ...code, 0x0b])],
    ],
    [
      section.data,
      [texts.length, ...texts.flatMap(([at, text]) => [0, ...const32(at), 0x0b, ...nameOf(text)])],
    ],
  ]);
}

/** As what cannot import its memory runs. */
async function ownMemory(bytes: Uint8Array<ArrayBuffer>): Promise<RunnableModule> {
  const sections = WasmSections.read(bytes);
  const exact = sections.with(new Map([[section.export, exportsWithGlobals(sections)]])).write();
  return { exact: await WebAssembly.compile(exact) };
}

async function countingOptions(): Promise<LineOptions> {
  return {
    module: await compileRunnable(countingModule(), 'wasm32-unknown-emscripten3'),
    traits: formatTraits['wasm32-unknown-emscripten3'],
    profile: dockerProfile,
    computeLimit: undefined,
    environmentJson: '{}',
    drive: undefined,
  };
}

const message = (text: string) => ({ json: Buffer.from(text), blockHeight: 1 }) as unknown as WasmMessage;

test.each([
  ['that imports its memory', undefined],
  ['with a memory of its own', ownMemory],
])(
  'what a module %s counts in its globals goes on with a saved state, and begins anew after an error and for a question',
  async (_, form) => {
    const usual = await countingOptions();
    const options = { ...usual, module: (await form?.(countingModule())) ?? usual.module };
    const ask = async (line: Line, text: string) => {
      const { result } = await line.evaluate(message(text));
      return result.Error ?? result.Output;
    };
    const line = await Line.open(options);
    expect([await ask(line, 'm'), await ask(line, 'm')]).toEqual(['1', '2']);
    expect((await line.dryRun(message('m'))).result.Output).toBe('1');
    const { memoryBytes, pages, host } = await line.capture();
    const resumed = await Line.open(options, { memoryBytes, pages, host });
    for (const each of [line, resumed]) {
      const said: unknown[] = [];
      for (const text of ['m', 'e', 'm', 'm', 'e', 'e', 'm']) said.push(await ask(each, text));
      // As the reference, which starts a new instance after each Error.
      expect(said).toEqual(['3', '4', '1', '2', '3', '1', '1']);
    }
  },
);

test('long answers that took no time do not pile up', async () => {
  const line = await Line.open(await countingOptions());
  const answer = `{"ok":true,"response":{}}${' '.repeat(40_000_000)}`;
  vi.spyOn(ModuleInstance.prototype, 'handle').mockResolvedValue(answer);
  vi.spyOn(performance, 'now').mockReturnValue(0);
  const moved = vi.spyOn(History.prototype, 'moveBase');
  for (let count = 0; count < 6; count += 1) await line.evaluate(message('m'));
  expect(moved).toHaveBeenCalledTimes(2);
});
