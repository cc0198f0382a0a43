import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ModuleFormat } from '../../protocol/module.ts';
import type { EvaluatorOptions } from '../evaluator.ts';
import { formatTraits } from '../formats.ts';
import { Line } from '../line/line.ts';
import { dockerProfile } from '../profile.ts';
import { compileRunnable, type RunnableModule } from '../rewriting/runnableModule.ts';
import type { DriveDoor } from '../weaveDrive/driveDoor.ts';
import { environmentJson } from './aosMessages.ts';

export const wasm64 = 'wasm64-unknown-emscripten-draft_2024_02_15';
export const wasm32 = 'wasm32-unknown-emscripten4';

/** Path of one of the AO modules that `npm run setup` brings. */
export function modulePath(name: string): string {
  const path = fileURLToPath(new URL(`../../../public/modules/${name}.wasm`, import.meta.url));
  if (!existsSync(path)) throw new Error(`${path} is missing: run "npm run setup" first.`);
  return path;
}

export async function evaluatorOptions(name: string, format: ModuleFormat): Promise<EvaluatorOptions> {
  return {
    module: await compileRunnable(readFileSync(modulePath(name)), format),
    format,
    environmentJson,
    profile: dockerProfile,
    computeLimit: undefined,
  };
}

/** A line without an evaluator around it: its memory can be looked at. @param runnable another than the module's own */
export async function openLine(
  name: string,
  format: ModuleFormat,
  drive?: DriveDoor,
  runnable?: RunnableModule,
): Promise<Line> {
  const { profile, computeLimit, ...options } = await evaluatorOptions(name, format);
  const module = runnable ?? options.module;
  return Line.open({ module, profile, computeLimit, environmentJson, traits: formatTraits[format], drive });
}
