import type { EvaluationResult, Json } from '../protocol/evaluationResult.ts';

/** How a compute unit's answer compares with ours. Its answers carry no signature: agreement is a hint, never a proof. */
export type Comparison =
  | { readonly status: 'agrees' }
  | {
      readonly status: 'differs';
      /** Where the first difference is, as `Messages[0].Tags`. */
      readonly path: string;
      /** JSON of what we evaluated. */
      readonly ours: string;
      /** JSON of what it says. */
      readonly theirs: string;
    };

const comparedFields = ['Error', 'Output', 'Messages', 'Spawns', 'Assignments', 'GasUsed'] as const;

/**
 * Compares results field by field. The order of object keys does not count, since a unit may have passed its answer through other
 * software; a missing field equals an absent one.
 */
export function compareResults(ours: EvaluationResult, theirs: EvaluationResult): Comparison {
  for (const field of comparedFields) {
    const difference = findDifference(ours[field], theirs[field], field);
    if (difference !== undefined) return difference;
  }
  return { status: 'agrees' };
}

/** Compares two amounts in base units. */
export function compareAmounts(ours: bigint, theirs: bigint): Comparison {
  if (ours === theirs) return { status: 'agrees' };
  return { status: 'differs', path: 'amount', ours: String(ours), theirs: String(theirs) };
}

type Value = Json | undefined;

function findDifference(ours: Value, theirs: Value, path: string): Comparison | undefined {
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    const length = Math.max(ours.length, theirs.length);
    for (let index = 0; index < length; index += 1) {
      const difference = findDifference(ours[index], theirs[index], `${path}[${index}]`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  if (isObject(ours) && isObject(theirs)) {
    for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      const difference = findDifference(memberOf(ours, key), memberOf(theirs, key), `${path}.${key}`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  if (ours === theirs) return undefined;
  return { status: 'differs', path, ours: textOf(ours), theirs: textOf(theirs) };
}

/** Its own only: `__proto__` and `constructor` are names like any other, and every object inherits some. */
function memberOf(object: { readonly [key: string]: Json }, key: string): Value {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isObject(value: Value): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: Value): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
