import { type Bytes, decodeUtf8Lossy } from '../../../base/bytes.ts';
import type { Devnet } from '../../../devnet/devnet.ts';
import { demoNetwork } from '../../../devnet/network.ts';
import type { EvaluatorState, HostState } from '../../../evaluation/evaluator.ts';
import type { EvaluationProfile } from '../../../evaluation/profile.ts';
import { dockerProfile } from '../../../evaluation/profile.ts';
import type { EvaluationResult } from '../../../protocol/evaluationResult.ts';
import { memoryOf } from '../../../storage/testing/memoryModel.ts';
import { demoEngine, runJob } from '../demoEngine.ts';
import { type Timers, tailMs } from './timers.ts';
import { type Reads, readingOf } from './toyDrive.ts';
import { ToyLine } from './toyEvaluator.ts';

/** What is true of a process after one of its messages, before any timer fires behind it. */
export interface TrueState {
  /** As JSON; `null` where the message is a duplicate. */
  readonly resultJson: string;
  readonly memorySha256: string;
  readonly host: HostState;
  /** How many messages and timers up to here were evaluated; what is missing are duplicates. */
  readonly evaluatedCount: number;
  /** What timers behind it do, as long as no other message comes, up to the end of time. */
  readonly firings: () => readonly TrueFiring[];
  /** What was read of Arweave up to here: something that can be checked, and something that is a gateway's word. */
  readonly hasRead: { readonly items: boolean; readonly blocks: boolean };
}

export interface TrueFiring {
  readonly cron: string;
  readonly resultJson: string;
  readonly memorySha256: string;
}

/** By nonce. */
export type Truth = readonly TrueState[];

/** The messages that a module is given, in order; undefined for a duplicate, which it is not given. */
export type Inputs = readonly (Bytes | undefined)[];

/** As an undisturbed engine gives them to its evaluator. What timers make is not among them: the judge makes that itself. */
export async function readInputs(devnet: Devnet, processId: string, toNonce: number): Promise<Inputs> {
  const given: Bytes[] = [];
  const skipped = new Set<number>();
  const toy = new ToyLine(dockerProfile);
  const engine = demoEngine(undefined, {
    fetch: devnet,
    openEvaluator: async () => ({
      async evaluate(messages) {
        given.push(...messages.map(({ json }) => json.slice()));
        return messages.map((message) => toy.evaluate(message));
      },
      dryRun: async () => toy.dryRun(),
      capture: async () => toy.capture(),
      hashMemory: async () => toy.hash(),
      status: async () => toy.status,
      close: () => undefined,
    }),
  });
  const network = { ...demoNetwork, computeUnits: [] };
  const { error } = await runJob(engine, { kind: 'replay', network, processId, toNonce }, (results) => {
    for (const { nonce, result } of results) if (result === null) skipped.add(nonce);
  });
  if (error !== null) throw new Error(error.message);
  const left = given.filter((json) => !decodeUtf8Lossy(json).includes('"Cron":true,"Read-Only"')).values();
  return Array.from({ length: toNonce + 1 }, (_, nonce) =>
    skipped.has(nonce) ? undefined : left.next().value,
  );
}

/** What a judge says beside the messages. */
export interface Beside {
  /** Absent: the process has none. */
  readonly timers?: Timers | undefined;
  /** Absent: it reads nothing. */
  readonly reads?: Reads | undefined;
}

/** An evaluator alone, from the first message to the last. */
export function evaluateAlone(inputs: Inputs, profile: EvaluationProfile, beside: Beside): Truth {
  const { timers } = beside;
  const line = new ToyLine(profile);
  let evaluatedCount = 0;
  let hasRead: TrueState['hasRead'] = { items: false, blocks: false };
  return inputs.map((json, nonce) => {
    const results = evaluateOne(line, json, nonce, beside);
    evaluatedCount += results.length;
    const path = json && readingOf(json)?.path;
    if (path !== undefined) hasRead = { ...hasRead, [path.startsWith('/block/') ? 'blocks' : 'items']: true };
    return {
      resultJson: JSON.stringify((json && results.at(-1)) ?? null),
      memorySha256: line.hash(),
      host: line.host(),
      evaluatedCount,
      hasRead,
      firings: timers === undefined ? () => [] : firingsAfter(line, profile, timers, nonce),
    };
  });
}

/** What memory is after a message, as somebody would publish it. */
export function memoryAt(inputs: Inputs, nonce: number, beside: Beside): Bytes {
  const line = new ToyLine(dockerProfile);
  for (const [at, json] of inputs.slice(0, nonce + 1).entries()) evaluateOne(line, json, at, beside);
  return memoryOf(line.capture({ whole: true }));
}

/** A message and the timers before it, unless it is a duplicate. */
function evaluateOne(
  line: ToyLine,
  json: Bytes | undefined,
  nonce: number,
  { timers, reads }: Beside,
): readonly EvaluationResult[] {
  const [before, here] = [timers?.places[nonce - 1], timers?.places[nonce]];
  const fired = before && here ? (timers?.between(before, here.timestampMs) ?? []) : [];
  const results = fired.map((firing) => line.evaluate(firing).result);
  if (json === undefined) return results;
  const read = reads?.[nonce];
  if (read !== undefined) line.files.set(read.path, read.file);
  return [...results, line.evaluate({ json }, read?.bytes).result];
}

/** Evaluated when somebody asks first. */
function firingsAfter(
  line: ToyLine,
  profile: EvaluationProfile,
  timers: Timers,
  nonce: number,
): TrueState['firings'] {
  const state: EvaluatorState = line.capture({ whole: true });
  let known: readonly TrueFiring[] | undefined;
  return () => {
    known ??= fire(new ToyLine(profile, state), timers, nonce);
    return known;
  };
}

function fire(line: ToyLine, { between, places }: Timers, nonce: number): readonly TrueFiring[] {
  const [left, last] = [places[nonce], places.at(-1)];
  if (left === undefined || last === undefined) return [];
  return between(left, last.timestampMs + tailMs).map((firing) => {
    const { result } = line.evaluate(firing);
    return { cron: firing.cron, resultJson: JSON.stringify(result), memorySha256: line.hash() };
  });
}
