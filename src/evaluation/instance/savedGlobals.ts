import { decodeUtf8Strict, encodeUtf8 } from '../../base/bytes.ts';
import { EvaluationError } from '../../base/errors.ts';
import type { HostState } from '../evaluator.ts';
import type { GlobalValues } from './moduleSide.ts';

/** The content of a file that no module can name, as modules' own paths are absolute. */
export const globalsFile = ':globals';

/**
 * With those globals that are not what an instance starts with. A C library leaves none of consequence behind, but a module is free to count in
 * one, and its line is one uninterrupted run.
 */
export function withGlobals(host: HostState, globals: GlobalValues, fresh: GlobalValues): HostState {
  const changed = [...globals].filter(([name, value]) => !Object.is(value, fresh.get(name)));
  if (changed.length === 0) return host;
  const texts = changed.map(([name, value]) => [
    name,
    typeof value,
    Object.is(value, -0) ? '-0' : String(value),
  ]);
  return {
    ...host,
    files: [...host.files, { path: globalsFile, data: encodeUtf8(JSON.stringify(texts)) }],
  };
}

/**
 * What `withGlobals` kept.
 * @throws EvaluationError `host-state-invalid`
 */
export function readGlobals({ clockTick, files }: HostState): GlobalValues {
  const data = files.find(({ path }) => path === globalsFile)?.data;
  if (data === undefined) return new Map();
  const text = decodeUtf8Strict(data);
  if (text === undefined) {
    throw new EvaluationError('host-state-invalid', 'The saved state does not say what its globals were.', {
      details: { clockTick, files: files.length },
    });
  }
  // Written by `withGlobals`, and storage checks that it gives back what it was given.
  const saved = JSON.parse(text) as readonly (readonly [string, string, string])[];
  return new Map(
    saved.map(([name, type, value]) => [name, type === 'bigint' ? BigInt(value) : Number(value)]),
  );
}
