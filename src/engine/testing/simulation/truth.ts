import type { Bytes } from '../../../base/bytes.ts';
import type { Devnet } from '../../../devnet/devnet.ts';
import { demoNetwork } from '../../../devnet/network.ts';
import type { HostState } from '../../../evaluation/evaluator.ts';
import type { EvaluationProfile } from '../../../evaluation/profile.ts';
import { dockerProfile } from '../../../evaluation/profile.ts';
import { demoEngine, runJob } from '../demoEngine.ts';
import { ToyLine } from './toyEvaluator.ts';

/** What is true of a process after one of its messages. */
export interface TrueState {
  /** As JSON; `null` where the message is a duplicate. */
  readonly resultJson: string;
  readonly memorySha256: string;
  readonly host: HostState;
  /** Time in `handle` from the first message on. */
  readonly evaluationMs: number;
  /** How many messages up to here were evaluated; the others are duplicates. */
  readonly evaluatedCount: number;
}

/** By nonce. */
export type Truth = readonly TrueState[];

/** The messages that a module is given, in order; undefined for a duplicate, which it is not given. */
export type Inputs = readonly (Bytes | undefined)[];

/** As an undisturbed engine gives them to its evaluator. */
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
  const left = given.values();
  return Array.from({ length: toNonce + 1 }, (_, nonce) =>
    skipped.has(nonce) ? undefined : left.next().value,
  );
}

/** An evaluator alone, from the first message to the last. */
export function evaluateAlone(inputs: Inputs, profile: EvaluationProfile): Truth {
  const line = new ToyLine(profile);
  let evaluationMs = 0;
  let evaluatedCount = 0;
  return inputs.map((json) => {
    const evaluated = json === undefined ? undefined : line.evaluate({ json });
    evaluationMs += evaluated?.handleMs ?? 0;
    if (evaluated !== undefined) evaluatedCount += 1;
    return {
      resultJson: JSON.stringify(evaluated?.result ?? null),
      memorySha256: line.hash(),
      host: line.host(),
      evaluationMs,
      evaluatedCount,
    };
  });
}
