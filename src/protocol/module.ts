import type { Address, ModuleId } from './ids.ts';
import type { Tags } from './tags.ts';

/** The values of `Module-Format` that legacynet's CU runs (legacynet.md §3.2, §5.2). */
export const moduleFormats = [
  'wasm32-unknown-emscripten',
  'wasm32-unknown-emscripten2',
  'wasm32-unknown-emscripten3',
  'wasm32-unknown-emscripten4',
  'wasm32-unknown-emscripten-metering',
  'wasm64-unknown-emscripten-draft_2024_02_15',
  'wasm64-unknown-emscripten-draft_2024_10_16-metering',
] as const;
export type ModuleFormat = (typeof moduleFormats)[number];

/** A module's metadata. Tags keep the gateway's order: they are part of the environment that the module reads. */
export interface AoModule {
  readonly id: ModuleId;
  readonly owner: Address;
  readonly tags: Tags;
  readonly format: ModuleFormat;
  readonly memoryLimitBytes: number | undefined;
  readonly computeLimit: number | undefined;
}
