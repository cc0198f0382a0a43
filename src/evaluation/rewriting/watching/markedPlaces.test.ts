import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryPageBytes } from '../../evaluator.ts';
import { WasmReader } from '../wasm/bytes.ts';
import { isStore, op, skipImmediates } from '../wasm/skipImmediates.ts';
import { MarkedPlaces } from './markedPlaces.ts';
import { bytesBehindMark, reachBytes } from './watchStores.ts';

/** What a local can be given: a number, what another holds, or that and a number. */
type Source =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'local'; readonly from: number; readonly plus: number };

type Step =
  | { readonly kind: 'set'; readonly local: number; readonly source: Source }
  /** `teed`: the address is set on the way. `spoils`: a local that is set between address and store. */
  | {
      readonly kind: 'store';
      readonly local: number;
      readonly offset: number;
      readonly teed?: Source | undefined;
      readonly spoils?: number | undefined;
    }
  | { readonly kind: 'call' }
  | { readonly kind: 'block' | 'loop'; readonly body: readonly Step[] }
  | { readonly kind: 'if'; readonly body: readonly Step[]; readonly otherwise?: readonly Step[] | undefined }
  | { readonly kind: 'branch'; readonly label: number; readonly always: boolean };

const localCount = 3;
const local = fc.nat(localCount - 1);
const address = fc.integer({ min: 0, max: 5 * memoryPageBytes });
const source: fc.Arbitrary<Source> = fc.oneof(
  address.map((value) => ({ kind: 'number' as const, value })),
  fc.record({ kind: fc.constant('local' as const), from: local, plus: fc.constantFrom(0, 0, 3000) }),
);
const { steps } = fc.letrec<{ steps: readonly Step[]; step: Step }>((tie) => ({
  steps: fc.array(tie('step'), { minLength: 1, maxLength: 5, depthIdentifier: 'steps' }),
  step: fc.oneof(
    { depthIdentifier: 'steps', maxDepth: 4 },
    fc.record({
      kind: fc.constant('store' as const),
      local,
      offset: fc.constantFrom(0, 8, 200, 255, 256, 5000),
      teed: fc.option(source, { nil: undefined }),
      spoils: fc.option(local, { nil: undefined }),
    }),
    fc.record({ kind: fc.constant('set' as const), local, source }),
    fc.record({ kind: fc.constant('call' as const) }),
    fc.record({ kind: fc.constant('branch' as const), label: fc.nat(3), always: fc.boolean() }),
    fc.record({ kind: fc.constantFrom('block' as const, 'loop' as const), body: tie('steps') }),
    fc.record({
      kind: fc.constant('if' as const),
      body: tie('steps'),
      otherwise: fc.option(tie('steps'), { nil: undefined }),
    }),
  ),
}));

const [noType, call, add] = [0x40, 0x10, 0x6a];
const number = [op.i32Const, 0];

function codeOf(given: Source): readonly number[] {
  if (given.kind === 'number') return number;
  return [op.localGet, given.from, ...(given.plus === 0 ? [] : [...number, add])];
}

/** As a body's code. Numbers are left out: nothing may depend on them. */
function encode(body: readonly Step[], depth: number): readonly number[] {
  return body.flatMap((step) => encodeStep(step, depth));
}

function encodeStep(step: Step, depth: number): readonly number[] {
  switch (step.kind) {
    case 'set':
      return [...codeOf(step.source), op.localSet, step.local];
    case 'store': {
      const begin = step.teed ? [...codeOf(step.teed), op.localTee] : [op.localGet];
      const value = step.spoils === undefined ? number : [...number, op.localTee, step.spoils];
      return [...begin, step.local, ...value, 0x36, 2, 0];
    }
    case 'call':
      return [call, 0];
    case 'branch':
      return step.always ? [op.branch, step.label % depth] : [...number, op.branchIf, step.label % depth];
    case 'if': {
      const otherwise = step.otherwise ? [op.else, ...encode(step.otherwise, depth + 1)] : [];
      return [...number, op.if, noType, ...encode(step.body, depth + 1), ...otherwise, op.end];
    }
    case 'block':
      return [op.block, noType, ...encode(step.body, depth + 1), op.end];
    case 'loop':
      return [op.loop, noType, ...encode(step.body, depth + 1), op.end];
  }
}

/** For each store of a body, in order, whether its place is taken to be marked already. */
function decide(body: readonly Step[], offsets: readonly number[]): readonly boolean[] {
  const reader = new WasmReader(Uint8Array.from([...encode(body, 1), op.end]));
  const places = new MarkedPlaces();
  const decided: boolean[] = [];
  while (!reader.done) {
    const start = reader.offset;
    const opcode = reader.byte();
    skipImmediates(reader, opcode);
    if (isStore(opcode)) decided.push(places.mark(placeOf(offsets[decided.length] ?? 0)));
    places.pass(reader.bytes, start);
  }
  return decided;
}

const placeOf = (offset: number) => offset - (offset % reachBytes);

/** Every store of a body, in the order of its code. */
function storesOf(body: readonly Step[]): readonly Extract<Step, { kind: 'store' }>[] {
  return body.flatMap((step) => {
    if (step.kind === 'store') return [step];
    if (step.kind === 'if') return [...storesOf(step.body), ...storesOf(step.otherwise ?? [])];
    return 'body' in step ? storesOf(step.body) : [];
  });
}

/** Runs a body, its conditions as `chances` say, and tells of each store that is reached. */
class Run {
  readonly #locals: number[];
  readonly #chances: Iterator<boolean>;
  readonly #onStore: (step: Step, base: number) => void;

  constructor(
    locals: readonly number[],
    chances: readonly boolean[],
    onStore: (step: Step, base: number) => void,
  ) {
    this.#locals = [...locals];
    this.#chances = chances[Symbol.iterator]();
    this.#onStore = onStore;
  }

  /** How many blocks are left: 0 where the code runs on. */
  run(body: readonly Step[], depth: number): number {
    for (const step of body) {
      const left = this.#step(step, depth);
      if (left > 0) return left;
    }
    return 0;
  }

  #step(step: Step, depth: number): number {
    switch (step.kind) {
      case 'set':
        this.#locals[step.local] = this.#valueOf(step.source);
        return 0;
      case 'store': {
        if (step.teed) this.#locals[step.local] = this.#valueOf(step.teed);
        const base = this.#locals[step.local] ?? 0;
        if (step.spoils !== undefined) this.#locals[step.spoils] = 4 * memoryPageBytes + 7;
        this.#onStore(step, base);
        return 0;
      }
      case 'call':
        return 0;
      case 'branch':
        return step.always || this.#chance() ? (step.label % depth) + 1 : 0;
      case 'if':
        return Math.max(0, this.run(this.#chance() ? step.body : (step.otherwise ?? []), depth + 1) - 1);
      case 'block':
        return Math.max(0, this.run(step.body, depth + 1) - 1);
      case 'loop':
        return this.#loop(step.body, depth);
    }
  }

  /** A branch to it begins it again; the function ends where it would be too often. */
  #loop(body: readonly Step[], depth: number): number {
    for (let turn = 0; turn < 3; turn += 1) {
      const left = this.run(body, depth + 1);
      if (left !== 1) return Math.max(0, left - 1);
    }
    return depth;
  }

  #chance(): boolean {
    return this.#chances.next().value === true;
  }

  #valueOf(given: Source): number {
    return given.kind === 'number' ? given.value : (this.#locals[given.from] ?? 0) + given.plus;
  }
}

const storeAt = (local: number): Step => ({ kind: 'store', local, offset: 0 });
const set = (local: number, from: Source): Step => ({ kind: 'set', local, source: from });
const far: Source = { kind: 'number', value: 4 * memoryPageBytes };
const copyOf = (from: number): Source => ({ kind: 'local', from, plus: 0 });
const leave = (label: number): Step => ({ kind: 'branch', label, always: false });

/** Those that chance seldom finds, with the conditions that lead there. */
const ways: [readonly Step[], number[], boolean[]][] = [
  // What a local holds changes before a loop begins again.
  [[storeAt(0), { kind: 'loop', body: [storeAt(0), set(0, far), leave(0)] }], [0, 0, 0], [true]],
  // A block is left before a local is set in it.
  [[storeAt(0), { kind: 'block', body: [leave(0), set(1, copyOf(0))] }, storeAt(1)], [0, 9000, 0], [true]],
  // A block is left before a local becomes, in a loop inside it, what another has been all along.
  [
    [
      { kind: 'block', body: [leave(0), { kind: 'loop', body: [set(1, copyOf(0))] }] },
      storeAt(0),
      storeAt(1),
    ],
    [0, 9000, 0],
    [true],
  ],
];

test('whatever way code takes, each store lies where it or a store before it has marked', () => {
  let left = 0;
  const property = fc.property(
    steps,
    fc.array(address, { minLength: localCount, maxLength: localCount }),
    fc.array(fc.boolean(), { maxLength: 30 }),
    (body, locals, chances) => {
      const stores = storesOf(body);
      const isMarked = decide(
        body,
        stores.map(({ offset }) => offset),
      );
      expect(isMarked).toHaveLength(stores.length);
      left += isMarked.filter(Boolean).length;
      const marks = new Set<number>();
      const run = new Run(locals, chances, (step, base) => {
        if (step.kind !== 'store') return;
        if (!isMarked[stores.indexOf(step)])
          marks.add(Math.floor((base + placeOf(step.offset)) / memoryPageBytes));
        const [first, last] = [base + step.offset, base + step.offset + 15];
        const covered = [...marks].some(
          (page) => first >= page * memoryPageBytes && last < (page + 1) * memoryPageBytes + bytesBehindMark,
        );
        expect(covered).toBe(true);
      });
      run.run(body, 1);
    },
  );
  fc.assert(property, { numRuns: 6000, seed: 20261122, examples: ways });
  expect(left).toBeGreaterThan(1000);
});
