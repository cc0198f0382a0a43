import type { Bytes } from '../base/bytes.ts';
import type { ModuleFormat } from '../protocol/module.ts';
import { formatTraits } from './formats.ts';
import { meterModule } from './metering/meterModule.ts';

/**
 * The bytes to compile for a module: as published, but with gas counting where the format asks for it.
 * @throws EvaluationError `module-invalid`, `unsupported-module`
 */
export function runnableModule(bytes: Bytes, format: ModuleFormat): Bytes {
  return formatTraits[format].metered ? meterModule(bytes) : bytes;
}
