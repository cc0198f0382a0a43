import { encodeUtf8 } from '../../base/bytes.ts';
import type { FormatTraits } from '../formats.ts';
import { flushStreams } from '../host/imports/process.ts';
import type { EvaluationProfile } from '../profile.ts';
import { ExitError } from './moduleErrors.ts';
import type { ModuleExports } from './moduleExports.ts';
import type { ModuleMemory } from './moduleMemory.ts';

/** Runs `main`, which boots Lua in the formats that run it. Its return and its `exit` end it alike, and the streams are flushed. */
export function runMain(
  memory: ModuleMemory,
  exports: ModuleExports,
  traits: FormatTraits,
  profile: EvaluationProfile,
): void {
  let count = 0;
  let address = 0;
  if (traits.main === 'with-program-name') {
    count = 1;
    address = exports.stackAlloc(2 * memory.pointerBytes);
    memory.writePointer(address, pushArgument(memory, exports, programName(profile)));
    memory.writePointer(address + memory.pointerBytes, 0);
  }
  try {
    exports.find('main')?.(count, exports.pointer(address));
    flushStreams(traits, exports);
  } catch (error) {
    if (!(error instanceof ExitError)) throw error;
  }
}

function pushArgument(memory: ModuleMemory, exports: ModuleExports, text: string): number {
  const bytes = encodeUtf8(`${text}\0`);
  const address = exports.stackAlloc(bytes.length);
  memory.writeBytes(address, bytes);
  return address;
}

/** `argv[0]`: what the reference also gives as the environment string `_`. */
function programName(profile: EvaluationProfile): string {
  const entry = profile.environmentStrings.find((text) => text.startsWith('_='));
  return entry?.slice(2) ?? './this.program';
}
