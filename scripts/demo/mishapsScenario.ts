import type { TagPair } from './aoMessages.ts';
import { arweaveWallets, ethereumWallets, units } from './cast.ts';
import { createRandom } from './random.ts';
import { openSchedule } from './scheduler.ts';
import type { SignedItem } from './signedItem.ts';
import { type Stage, send } from './stage.ts';

/** Ways to fail, and messages between them that must find the process as if the failures had never been. */
const acts: readonly (readonly [action: string, tags: readonly TagPair[], data?: string])[] = [
  ['Count', []],
  [
    'Divide',
    [
      ['Dividend', '7'],
      ['Divisor', '2'],
    ],
  ],
  [
    'Divide',
    [
      ['Dividend', '7'],
      ['Divisor', '0'],
    ],
  ],
  ['Count', []],
  ['Keep-Then-Fail', [], 'gone'],
  ['Keep-Then-Fail', [], 'gone again'],
  ['Count', []],
  ['Index-Nothing', []],
  ['Catch', []],
  ['Recurse', []],
  ['Count', []],
  ['Grow', [['Copies', '200000']]],
  ['Hoard', [['Copies', '700000000']], 'x'],
  ['Hoard', [['Copies', '4000000000']], 'too large to name'],
  ['Count', []],
  ['Ask-The-Clock', []],
  ['Open-Missing', []],
  [
    'Divide',
    [
      ['Dividend', 'seven'],
      ['Divisor', '2'],
    ],
  ],
  ['No-Such-Action', [], 'It goes to the inbox.'],
  ['Count', []],
];

/** What only the owner may say; the first three fail before, while and after they run. */
const evals = [
  'return 1 +',
  'Counter = 1000; return nothing.field',
  'error({ "an error that is no text" })',
  'print(Colors.red .. "red" .. Colors.reset); return Counter',
  'for _, name in ipairs({ "a", "b" }) do print(name) end',
  'Handlers.remove("Catch"); return #Handlers.list',
];

/** A process that fails on purpose, and goes on. */
export async function playMishaps(process: SignedItem, startMs: number, lua: string): Promise<Stage> {
  const random = createRandom('mishaps');
  const schedule = await openSchedule(units.scheduler, process, startMs, createRandom('mishaps anchors'));
  const stage = { schedule, random };
  const { ada } = arweaveWallets;
  await send(stage, ada, [['Action', 'Eval']], lua);
  for (const again of [false, true]) {
    for (const [action, tags, data] of acts) {
      await send(stage, random.pick(ethereumWallets), [['Action', action], ...tags], data);
    }
    for (const code of again ? evals.slice(0, 4) : evals) await send(stage, ada, [['Action', 'Eval']], code);
  }
  await send(stage, random.pick(ethereumWallets), [['Action', 'Eval']], 'return "I am not the owner"');
  await send(stage, random.pick(ethereumWallets), [['Action', 'Count']]);
  return stage;
}
