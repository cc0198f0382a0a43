import { readFileSync } from 'node:fs';
import { Scenario as Messages } from '../src/evaluation/testing/aosMessages.ts';
import { tokenLua } from '../src/evaluation/testing/token.ts';
import type { ModuleFormat } from '../src/protocol/module.ts';
import type { Tag } from '../src/protocol/tags.ts';
import type { WasmMessage } from '../src/protocol/wasmMessage.ts';

/** One module to run, and the scenarios that it runs. */
export interface Target {
  readonly name: string;
  /** File name of a module that comes with `npm run setup`; absent where `file` says another place. */
  readonly module?: string;
  readonly format: ModuleFormat;
  readonly scenarios: string;
  readonly computeLimit?: number;
  /** Why its writes cannot be watched; absent: they can. */
  readonly unwatched?: string;
  /** Path inside a checkout of permaweb/ao: modules of the oldest formats are in no package. */
  readonly file?: string;
}

export interface Scenario {
  readonly name: string;
  readonly steps: readonly Step[];
}

type Data =
  | string
  | null
  | { readonly repeat: string; readonly times: number }
  /** UTF-16 code units: surrogates that stand alone cannot be written in the file. */
  | { readonly codeUnits: readonly number[] };

type Step =
  | { readonly eval: string }
  | { readonly evalFile: 'token.lua' }
  | { readonly transfers: number; readonly hashEvery?: number }
  | { readonly send: string; readonly data?: Data; readonly from?: string; readonly tags?: readonly Tag[] };

export interface ScenarioMessage {
  readonly message: WasmMessage;
  /** Hashing reads all of memory: long runs of one kind of message are hashed now and then. */
  readonly hashed: boolean;
}

const here = new URL('./', import.meta.url);

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, here), 'utf8'));
}

export function readTargets(): readonly Target[] {
  return (readJson('targets.json') as { readonly targets: readonly Target[] }).targets;
}

export function readScenarios(target: Target): readonly Scenario[] {
  return readJson(`scenarios/${target.scenarios}.json`) as readonly Scenario[];
}

/** The messages of a scenario: the process itself first, then each step's. */
export function expandScenario(scenario: Scenario): readonly ScenarioMessage[] {
  const messages = new Messages();
  const expanded: ScenarioMessage[] = [{ message: messages.process(), hashed: true }];
  for (const step of scenario.steps) {
    if ('eval' in step) expanded.push({ message: messages.evaluate(step.eval), hashed: true });
    else if ('evalFile' in step) expanded.push({ message: messages.evaluate(tokenLua), hashed: true });
    else if ('transfers' in step) {
      for (let index = 1; index <= step.transfers; index += 1) {
        const hashed = index === step.transfers || index % (step.hashEvery ?? 1) === 0;
        expanded.push({ message: transfer(messages, index), hashed });
      }
    } else {
      const { send, data, from, tags } = step;
      const fields = {
        ...(data === undefined ? {} : { data: textOf(data) }),
        ...(from === undefined ? {} : { from }),
        ...(tags === undefined ? {} : { tags }),
      };
      expanded.push({ message: messages.send(send, fields), hashed: true });
    }
  }
  return expanded;
}

/** To one of a hundred wallets, by turns. */
function transfer(messages: Messages, index: number): WasmMessage {
  const recipient = `wallet-${(index * 37) % 100}-`.padEnd(43, 'w');
  const tags = [
    { name: 'Recipient', value: recipient },
    { name: 'Quantity', value: String((index * 7919) % 1000) },
  ];
  return messages.send('Transfer', { tags });
}

function textOf(data: Data): string | null {
  if (data === null || typeof data === 'string') return data;
  return 'repeat' in data ? data.repeat.repeat(data.times) : String.fromCharCode(...data.codeUnits);
}
