import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assemble } from '../../testing/memoryModule.ts';
import { encodeSigned, encodeUnsigned } from '../wasm/bytes.ts';
import { valueType } from '../wasm/functionTypes.ts';
import { section } from '../wasm/sections.ts';
import { foldBody } from './foldBody.ts';

/** Global 0 is the state, and 0; local 3 counts down, so that loops end. */
const fuelLocal = 3;
const state = [0x23, 0];

/** What a block gives to whoever goes to its end; nothing goes to a loop's start but the loop's own last branch. */
type Block = 'value' | 'nothing' | 'loop';
/** Writes code that stands inside of these blocks, the innermost first. */
type Code = (blocks: readonly Block[]) => readonly number[];

const { expression, statements } = fc.letrec<{
  expression: Code;
  statement: Code;
  statements: Code;
}>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -2, max: 70 })).map(constant),
    fc.integer({ min: 0, max: 2 }).map(
      (local): Code =>
        () => [0x20, local],
    ),
    fc.constant<Code>(() => state),
    fc.constant<Code>(() => [...state, 0x45]),
    // As Asyncify asks.
    fc.integer({ min: 0, max: 2 }).map(
      (value): Code =>
        () => [...state, 0x41, value, 0x46],
    ),
    tie('expression').map(
      (operand): Code =>
        (blocks) => [...operand(blocks), 0x45],
    ),
    // eq, ne, add, and, or
    fc.tuple(fc.constantFrom(0x46, 0x47, 0x6a, 0x71, 0x72), tie('expression'), tie('expression')).map(
      ([operation, a, b]): Code =>
        (blocks) => [...a(blocks), ...b(blocks), operation],
    ),
    fc.tuple(tie('statements'), tie('expression')).map(
      ([body, value]): Code =>
        (blocks) => [
          0x02,
          valueType.i32,
          ...body(['value', ...blocks]),
          ...value(['value', ...blocks]),
          0x0b,
        ],
    ),
    fc.tuple(tie('expression'), tie('expression'), tie('statements'), tie('expression')).map(
      ([condition, a, body, b]): Code =>
        (blocks) => {
          const inside: readonly Block[] = ['value', ...blocks];
          const then = [...condition(blocks), 0x04, valueType.i32, ...a(inside)];
          return [...then, 0x05, ...body(inside), ...b(inside), 0x0b];
        },
    ),
  ),
  statement: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.tuple(fc.integer({ min: 0, max: 2 }), tie('expression')).map(
      ([local, value]): Code =>
        (blocks) => [...value(blocks), 0x21, local],
    ),
    tie('expression').map(
      (value): Code =>
        (blocks) => [...value(blocks), 0x0f],
    ),
    tie('expression').map(
      (value): Code =>
        (blocks) => [...value(blocks), 0x1a],
    ),
    fc.constant<Code>(() => [0x00]),
    fc.tuple(fc.nat(9), tie('expression')).map(([label, value]) => branch(label, value, undefined)),
    fc
      .tuple(fc.nat(9), tie('expression'), tie('expression'))
      .map(([label, value, condition]) => branch(label, value, condition)),
    fc.tuple(fc.array(fc.nat(9), { maxLength: 3 }), fc.nat(9), tie('expression')).map(branchTable),
    tie('statements').map(
      (body): Code =>
        (blocks) => [0x02, 0x40, ...body(['nothing', ...blocks]), 0x0b],
    ),
    fc.tuple(tie('expression'), tie('statements')).map(
      ([condition, body]): Code =>
        (blocks) => [...condition(blocks), 0x04, 0x40, ...body(['nothing', ...blocks]), 0x0b],
    ),
    fc.tuple(tie('expression'), tie('statements'), tie('statements')).map(
      ([condition, then, otherwise]): Code =>
        (blocks) => {
          const inside: readonly Block[] = ['nothing', ...blocks];
          return [...condition(blocks), 0x04, 0x40, ...then(inside), 0x05, ...otherwise(inside), 0x0b];
        },
    ),
    tie('statements').map(loop),
  ),
  statements: fc.array(tie('statement'), { maxLength: 4 }).map(
    (all): Code =>
      (blocks) =>
        all.flatMap((one) => one(blocks)),
  ),
}));

function constant(value: number): Code {
  return () => [0x41, ...encodeSigned(value)];
}

/** To the end of a block, with a value if it takes one; `br_if` leaves the value behind. */
function branch(label: number, value: Code, condition: Code | undefined): Code {
  return (blocks) => {
    const ends = blocks.flatMap((block, depth) => (block === 'loop' ? [] : [depth]));
    const depth = ends[label % ends.length] ?? 0;
    const carried = blocks[depth] === 'value' ? value(blocks) : [];
    if (condition === undefined) return [...carried, 0x0c, depth];
    return [...carried, ...condition(blocks), 0x0d, depth, ...(carried.length > 0 ? [0x1a] : [])];
  };
}

/** To ends of blocks that take no value; there may be none, and then it does nothing. */
function branchTable([labels, last, index]: readonly [readonly number[], number, Code]): Code {
  return (blocks) => {
    const plain = blocks.flatMap((block, depth) => (block === 'nothing' ? [depth] : []));
    const at = (label: number) => plain[label % plain.length] ?? 0;
    if (plain.length === 0) return [];
    return [...index(blocks), 0x0e, labels.length, ...labels.map(at), at(last)];
  };
}

/** Runs its body, and again while there is fuel. */
function loop(body: Code): Code {
  return (blocks) => {
    const isFuelLeft = [0x20, fuelLocal, 0x41, 1, 0x6b, 0x22, fuelLocal, 0x41, 0, 0x4a];
    const inside = [0x02, 0x40, ...body(['nothing', 'loop', ...blocks]), 0x0b];
    return [0x03, 0x40, ...inside, ...isFuelLeft, 0x0d, 0, 0x0b];
  };
}

/** (func (param i32 i32) (result i32) (local i32 i32)) and what the state is. */
function moduleOf(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const { i32 } = valueType;
  return assemble([
    [section.type, [1, 0x60, 2, i32, i32, 1, i32]],
    [section.function, [1, 0]],
    [section.global, [1, i32, 1, 0x41, 0, 0x0b]],
    [section.export, [1, 1, 0x66, 0, 0]],
    [section.code, [1, ...encodeUnsigned(body.length), ...body]],
  ]);
}

function run(body: Uint8Array, a: number, b: number): unknown {
  const { f } = new WebAssembly.Instance(new WebAssembly.Module(moduleOf(body))).exports;
  try {
    return (f as (a: number, b: number) => number)(a, b);
  } catch (error) {
    return String(error);
  }
}

function bodyOf(...code: readonly number[]): Uint8Array {
  return Uint8Array.of(1, 2, valueType.i32, ...code, 0x0b);
}

test('a folded body does what the body does while the state is 0, and never reads it', () => {
  const program = fc.tuple(statements, expression, fc.integer({ min: 0, max: 3 }), fc.integer());
  let folds = 0;
  fc.assert(
    fc.property(program, ([before, result, a, b]) => {
      // The function is a block with a value.
      const body = bodyOf(0x41, 5, 0x21, fuelLocal, ...before(['value']), ...result(['value']));
      const { bytes, sets } = foldBody(body, 0);
      expect(sets).toBe(false);
      expect(bytes.length).toBeLessThanOrEqual(body.length + 8);
      expect(run(bytes, a, b)).toEqual(run(body, a, b));
      if (bytes !== body) folds += 1;
    }),
    { numRuns: 3000 },
  );
  expect(folds).toBeGreaterThan(1000);
});

test('what is done only while unwinding or rewinding is left out, blocks and all', () => {
  const isState = (value: number) => [...state, 0x41, value, 0x46];
  const rewinding = [...isState(2), 0x04, 0x40, 0x41, 7, 0x21, 2, 0x0b];
  const calls = [...state, 0x45, ...[0x20, 2, 0x45], 0x72, 0x04, 0x40, 0x41, 9, 0x21, 0];
  const unwinds = [0x41, 0, ...isState(1), 0x0d, 1, 0x1a, 0x0b];
  const returns = [...state, 0x45, 0x04, 0x40, 0x20, 0, 0x0f, 0x0b, 0x00];
  const body = bodyOf(
    ...[...rewinding, 0x02, valueType.i32, ...calls, ...unwinds, ...returns, 0x0b],
    ...[0x21, 2, 0x41, 3],
  );
  const folded = bodyOf(0x02, valueType.i32, 0x41, 9, 0x21, 0, 0x20, 0, 0x0f, 0x0b, 0x00);
  expect([...foldBody(body, 0).bytes]).toEqual([...folded]);
});

test('a body that sets the state is told, also where that is left out', () => {
  const sets = [...state, 0x04, 0x40, 0x41, 1, 0x24, 0, 0x0b, 0x41, 0];
  expect(foldBody(bodyOf(...sets), 0).sets).toBe(true);
  expect(foldBody(bodyOf(...sets), 1).sets).toBe(false);
});

test('a body that does not ask for the state stays as it is', () => {
  const body = bodyOf(0x20, 0, 0x04, 0x40, 0x0b, 0x41, 0);
  expect(foldBody(body, 0).bytes).toBe(body);
});
