import type { FormatTraits } from '../../formats.ts';
import { AbortedError, ExitError } from '../../instance/moduleErrors.ts';
import type { ExportsOf, ModuleExports } from '../../instance/moduleExports.ts';
import type { ModuleMemory } from '../../instance/moduleMemory.ts';
import type { HostContext } from '../hostContext.ts';
import { define, type ImportFamily } from './define.ts';
import { longjmpSignal } from './longjmp.ts';

const noSuchSystemCall = 52;

/** Clocks (legacynet.md §5.3). No host clock is ever read. */
export function clockImports(traits: FormatTraits, host: HostContext): ImportFamily {
  const dateNow = define('>d', () => (traits.dateNow === 'ticks' ? host.clock.tick() : 0));
  return {
    emscripten_date_now: dateNow,
    _emscripten_date_now: dateNow,
    emscripten_get_now: define('>d', () => {
      if (traits.monotonicNow === 'zero') return 0;
      // Replicated quirk: format 2 treats the tick as an array of two numbers. The tick is taken all the same.
      const tick = host.clock.tick();
      return traits.monotonicNow === 'ticks' ? tick : Number.NaN;
    }),
    _emscripten_get_now_is_monotonic: define('>i', () => 1),
  };
}

/** Ways to end, and to ask for another program. */
export function processImports(memory: ModuleMemory, traits: FormatTraits, exports: ExportsOf): ImportFamily {
  const abort = (reason: () => string) => () => {
    throw new AbortedError(reason());
  };
  const nativeAbort = define(
    '>v',
    abort(() => 'native code called abort()'),
  );
  const system = define('p>i', (command) => runCommand(memory, traits, exports(), command));
  return {
    _abort_js: nativeAbort,
    abort: nativeAbort,
    __assert_fail: define('ppip>v', (condition) => {
      throw new AbortedError(`Assertion failed: ${memory.readText(condition)}`);
    }),
    __cxa_throw: define(
      'ppp>v',
      abort(() => 'a C++ exception was thrown, and catching is not enabled'),
    ),
    emscripten_err: define('p>v', () => undefined),
    exit: define('i>v', (status) => {
      flushStreams(traits, exports());
      throw new ExitError(status);
    }),
    system,
    _emscripten_system: system,
    _emscripten_throw_longjmp: define('>v', () => {
      throw longjmpSignal;
    }),
    _dlinit: define('p>v', () => undefined),
    _dlopen_js: define(
      'p>p',
      abort(() => 'dynamic linking is not enabled'),
    ),
    _dlsym_js: define(
      'ppp>p',
      abort(() => 'dynamic linking is not enabled'),
    ),
  };
}

/** The C library flushes its streams when a program ends; here also when `main` returns. */
export function flushStreams(traits: FormatTraits, exports: ModuleExports): void {
  if (!traits.flushesOnExit) return;
  try {
    exports.call('fflush', 0);
  } catch {
    // The reference ends the program whatever happens here.
  }
}

/**
 * DIFF FROM REFERENCE CU: for `wasm32-unknown-emscripten4` the reference runs `os.execute` in a shell of its machine, and
 * what that answers depends on the machine. Here there is a shell, as there, but it can run nothing.
 */
function runCommand(
  memory: ModuleMemory,
  traits: FormatTraits,
  exports: ModuleExports,
  command: number,
): number {
  if (command === 0 || Number.isNaN(command)) return traits.shell === 'host' ? 1 : 0;
  if (traits.shell === 'host' && memory.readText(command) === '') return 0;
  if (traits.shell !== 'none-with-errno') return -noSuchSystemCall;
  memory.writeInt32(exports.call('__errno_location'), noSuchSystemCall);
  return -1;
}
