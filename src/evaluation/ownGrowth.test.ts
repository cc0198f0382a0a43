import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { decodeUtf8Lossy } from '../base/bytes.ts';
import type { ModuleFormat } from '../protocol/module.ts';
import type { WasmMessage } from '../protocol/wasmMessage.ts';
import type { EvaluatorState } from './evaluator.ts';
import { formatTraits } from './formats.ts';
import { Line } from './line/line.ts';
import { dockerProfile } from './profile.ts';
import { compileRunnable } from './rewriting/runnableModule.ts';
import { environmentJson } from './testing/aosMessages.ts';
import { type CallStep, callModule, callModulePages, messageFor } from './testing/callModule.ts';
import { compareOne } from './testing/differential.ts';
import { ReferenceLoader } from './testing/referenceLoader.ts';

/*
 * Modules that grow their memory by an instruction of their own, less than a host would: the reference's next instance, after an error or for a question, takes
 * the memory over by asking its heap for that length, and is given more.
 */

const folder = mkdtempSync(join(tmpdir(), 'selfsame-growth-'));
afterAll(() => rmSync(folder, { recursive: true }));

const grow: CallStep = { kind: 'grow', pages: 1n };
const tell: CallStep = { kind: 'tell' };
const exit: CallStep = { kind: 'call', name: 'exit', signature: 'i>v', args: [0n] };
const resize = (pages: number): CallStep => {
  return { kind: 'call', name: 'emscripten_resize_heap', signature: 'p>i', args: [BigInt(pages) * 65_536n] };
};
const wide = 'wasm64-unknown-emscripten-draft_2024_02_15';
const formats = [
  ...['', '2', '3', '4'].map((version) => `wasm32-unknown-emscripten${version}` as ModuleFormat),
  wide,
] as const;
const message = (program: number) =>
  ({ kind: 'scheduled', json: messageFor(program), blockHeight: 0 }) as unknown as WasmMessage;
const options = { profile: dockerProfile, computeLimit: undefined, environmentJson, drive: undefined };

test.each(formats)('%s takes a memory over as the reference does', async (format) => {
  const traits = formatTraits[format];
  const programs = [[tell], [grow, resize(callModulePages + 2), tell], [grow], [exit]];
  const [ask, growing, unseen, failing] = [0, 1, 2, 3];
  const module = callModule({ traits, programs, data: [] });
  const file = join(folder, `${format}.wasm`);
  writeFileSync(file, module);
  const compiled = await compileRunnable(module, format);
  const options = {
    traits,
    profile: dockerProfile,
    computeLimit: undefined,
    environmentJson,
    drive: undefined,
  };
  for (const mode of ['asked', 'watched', 'resumed']) {
    for (const failure of [failing, unseen]) {
      using reference = new ReferenceLoader(file, format);
      const open = (state?: EvaluatorState) =>
        Line.open({ ...options, traits, module: compiled, watchesAlways: mode === 'watched' }, state);
      let line = await open();
      const told: string[] = [];
      for (const program of [ask, growing, ask, failure, ask, growing, failure, ask]) {
        told.push((await compareOne(reference, line, message(program))).text);
        if (mode === 'resumed') line = await open(await line.capture({ whole: true }));
        if (mode !== 'asked' || told.length < 4) continue;
        // There every question has an instance of its own.
        using other = new ReferenceLoader(file, format, { memory: (await line.memory()).slice() });
        const expected = await other.evaluate(decodeUtf8Lossy(message(ask).json), environmentJson);
        const { result } = await line.dryRun(message(ask));
        expect(JSON.stringify(result)).toBe(expected.text);
      }
      // Of the formats that count what memory there is, not what they have seen.
      if (traits.structures === 'current') {
        expect(told.join()).toContain('"Output":"2one"');
        expect(told.join()).toContain('"Output":"=one"');
      }
    }
  }
});

describe('a beginning', () => {
  const beginnings: Readonly<Record<string, readonly CallStep[]>> = {
    'that does nothing': [],
    'that grows memory': [grow],
    'that grows memory, and has its host grow it': [grow, resize(callModulePages + 2)],
    'that writes where the stack ends': [{ kind: 'put', address: 0x6004, value: 0n, pointer: false }],
    'that writes to the null pointer': [{ kind: 'put', address: 0, value: 0n, pointer: false }],
  };

  test.each(Object.keys(beginnings).flatMap((what) => formats.map((format) => [what, format] as const)))(
    '%s is taken as by the reference: %s',
    async (what, format) => {
      const traits = formatTraits[format];
      const module = callModule({ traits, programs: [[tell]], beginning: beginnings[what] ?? [], data: [] });
      const file = join(folder, `begins-${format}.wasm`);
      writeFileSync(file, module);
      using reference = new ReferenceLoader(file, format);
      const json = decodeUtf8Lossy(message(0).json);
      const answers: string[] = [];
      const asked = async () => answers.push((await reference.evaluate(json, environmentJson)).text);
      // Where an instance does not start, its thread ends, at times after a first answer, which is not kept either.
      const starts = await asked()
        .then(asked)
        .then(
          () => true,
          () => false,
        );
      const opening = Line.open({ ...options, traits, module: await compileRunnable(module, format) });
      if (!starts) {
        await expect(opening).rejects.toMatchObject({ code: 'module-invalid' });
        return;
      }
      const line = await opening;
      for (const answer of answers) {
        expect(JSON.stringify((await line.evaluate(message(0))).result)).toBe(answer);
      }
    },
  );
});
