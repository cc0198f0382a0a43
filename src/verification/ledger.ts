import { type EvidenceLevel, type Fact, type FactName, factNames } from './evidence.ts';
import { statusOf, type Tally } from './tally.ts';

/** The evidence ledger: one line a fact, in reading order. `checkedMs` is when the checks were made. */
export function ledgerOf(tallies: Iterable<Tally>, checkedMs: number): readonly Fact[] {
  return [...tallies]
    .map((tally) => factOf(tally, checkedMs))
    .sort((a, b) => factNames.indexOf(a.name) - factNames.indexOf(b.name));
}

/** What must hold before a value may be called `evaluated` (docs/TRUST.md). */
const required: readonly FactName[] = [
  'process-signature',
  'module-bytes',
  'scheduler-authorised',
  'assignment-signatures',
  'assignment-tags',
  'nonces-gapless',
  'message-signatures',
  'evaluation',
];

/** What not every process has; where it occurs, it has been evaluated, so it must hold too. */
const whereTheyOccur: readonly FactName[] = ['spawn', 'assigned-items', 'cron-blocks', 'weavedrive-reads'];

export interface LevelOptions {
  /** The evaluation started from memory that someone else made. */
  readonly foreignCheckpoint?: boolean;
}

/**
 * The word that these facts allow, or undefined where one of them fails: then the value may not be shown as anything at all.
 * Two facts do not weaken the word where they are unknown: a hash chain is that only for processes from before the height at which chains became
 * reliable, the order of time only where a block height falls (`place.ts`).
 */
export function levelOf(facts: readonly Fact[], options: LevelOptions = {}): EvidenceLevel | undefined {
  if (facts.some(({ status }) => status === 'fails')) return undefined;
  const statusOfFact = (name: FactName) => facts.find((fact) => fact.name === name)?.status;
  // Where no message follows a checkpoint, there is nothing that could have held.
  const isMissing = (name: FactName) => statusOfFact(name) === undefined && !options.foreignCheckpoint;
  const holds = required.every((name) => !isMissing(name) && (statusOfFact(name) ?? 'holds') === 'holds');
  const isOrdered = !isMissing('hash-chain') && !isMissing('time-order');
  const weak = whereTheyOccur.some((name) => statusOfFact(name) === 'unknown');
  if (!holds || !isOrdered || weak) return 'claimed';
  return options.foreignCheckpoint ? 'resumed' : 'evaluated';
}

function factOf(tally: Tally, checkedMs: number): Fact {
  const { name, source, notable } = tally;
  const count = tally.held + tally.unknown + tally.failed;
  const { reason: _, ...where } = notable ?? { reason: '' };
  return {
    name,
    status: statusOf(tally),
    reason: reasonOf(tally, count),
    source,
    count,
    checkedMs,
    ...where,
  };
}

function reasonOf(tally: Tally, count: number): string {
  const status = statusOf(tally);
  const said = tally.notable?.reason;
  if (status === 'holds') return said ?? sentences[tally.name](count);
  const weak = status === 'fails' ? tally.failed : tally.unknown;
  const share = count === 1 ? '' : `${weak} of ${count}: `;
  return `${share}${said ?? 'it was not said why.'}`;
}

const some = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

const sentences: Readonly<Record<FactName, (count: number) => string>> = {
  'process-signature': () => 'The process’s id is the hash of its signature, and the signature holds.',
  spawn: () => 'Time and block of the spawn are what the scheduler signed.',
  'module-bytes': () => 'The module has the bytes that its owner signed.',
  'scheduler-authorised': (count) =>
    `The key that the process names as its scheduler signed ${some(count, 'assignment')}.`,
  'assignment-signatures': (count) => `The scheduler’s signature holds on ${some(count, 'assignment')}.`,
  'assignment-tags': (count) =>
    `The process and the message that are named are the ones that came, in ${some(count, 'assignment')}.`,
  'nonces-gapless': (count) => `No nonce is missing or repeated in ${some(count, 'assignment')}.`,
  'time-order': (count) => `Time and block height never fall over ${some(count, 'assignment')}.`,
  'hash-chain': (count) => `Each link joins the one before it, over ${some(count, 'assignment')}.`,
  'message-signatures': (count) => `The sender’s signature holds on ${some(count, 'message')}.`,
  'assigned-items': (count) => `A gateway gave ${some(count, 'assigned item')} with a signature that holds.`,
  'sender-authority': (count) =>
    `${some(count, 'message')} that ${count === 1 ? 'names a process as its' : 'name processes as their'} sender ${count === 1 ? 'is' : 'are'} signed by an authority of this process.`,
  senders: (count) =>
    `${some(count, 'message')} ${count === 1 ? 'is' : 'are'} what the sending process’s own evaluation emitted.`,
  'cron-blocks': (count) =>
    `${some(count, 'block')} that timers count by ${count === 1 ? 'is' : 'are'} known.`,
  'weavedrive-reads': (count) =>
    `${some(count, 'file')} that the process read through WeaveDrive ${count === 1 ? 'is' : 'are'} what was signed under the id.`,
  'evaluation-profile': () => 'The module saw the surroundings that were chosen for it.',
  evaluation: (count) => `This browser evaluated ${some(count, 'message')}.`,
  'memory-hash': (count) => `Memory had the expected hash ${some(count, 'time')}.`,
  checkpoint: (count) => `${some(count, 'checkpoint')} restored to the memory that was saved.`,
  'compute-units': (count) => `${some(count, 'compute unit')} said the same.`,
  head: () => 'The scheduler knows no later message.',
};
