import type { ExportsOf } from '../../instance/moduleExports.ts';

/** What `longjmp` throws through the wasm frames; one object, so that no stack trace is taken (legacynet.md §5.2). */
export const longjmpSignal = new Error('longjmp without a setjmp to land in');

type Invoke = (index: number | bigint, ...args: (number | bigint)[]) => unknown;

/**
 * `invoke_<signature>`: C calls through here what may longjmp. The signal lands the jump: the stack pointer
 * goes back, and `setThrew` tells the C side. Everything else (a trap, `exit`) goes on its way.
 */
export function invokeImport(name: string, exportsOf: ExportsOf): Invoke {
  const dynamicCall = name.replace(/^invoke_/, 'dynCall_');
  return (index, ...args) => {
    const exports = exportsOf();
    const stackPointer = exports.stackSave();
    try {
      const direct = exports.find(dynamicCall);
      if (direct !== undefined) return direct(Number(index), ...args);
      const entry: unknown = exports.table.get(Number(index));
      return (entry as (...values: (number | bigint)[]) => unknown)(...args);
    } catch (error) {
      exports.stackRestore(stackPointer);
      if (error !== longjmpSignal) throw error;
      exports.setThrew();
      return undefined;
    }
  };
}
