import type { EvidenceLevel, Fact, FactName, FactStatus } from '../../../engine/api.ts';

/** A value whose ledger holds a failing fact has no level at all. */
export type ShownLevel = EvidenceLevel | 'none';

interface LevelWords {
  readonly word: string;
  readonly means: string;
  readonly couldLie: string;
}

/** docs/TRUST.md says the same at length. Strongest last. */
export const levelWords: Readonly<Record<ShownLevel, LevelWords>> = {
  claimed: {
    word: 'claimed',
    means: 'A server says so. It was not checked here, or could not be.',
    couldLie: 'that server',
  },
  agreed: {
    word: 'agreed',
    means: 'Independent compute units said the same at this nonce.',
    couldLie: 'all of them together',
  },
  resumed: {
    word: 'resumed',
    means: 'Evaluated in this browser, starting from a checkpoint that someone else made.',
    couldLie: 'whoever made that checkpoint',
  },
  evaluated: {
    word: 'evaluated',
    means: 'Evaluated in this browser from the first message, over an authentic schedule.',
    couldLie: 'the scheduler, by which messages it took and in what order; a bug of ours',
  },
  none: {
    word: 'no level: a check fails',
    means: 'Something that was checked is not what it claims to be.',
    couldLie: 'see the failing fact',
  },
};

export const levelsWeakestFirst: readonly EvidenceLevel[] = ['claimed', 'agreed', 'resumed', 'evaluated'];

export const factTitles: Readonly<Record<FactName, string>> = {
  'process-signature': 'Process signature',
  spawn: 'Time of the spawn',
  'module-bytes': 'Module bytes',
  'scheduler-authorised': 'Scheduler authorised',
  'assignment-signatures': 'Assignment signatures',
  'assignment-tags': 'Assignment tags',
  'nonces-gapless': 'Nonces without gaps',
  'time-order': 'Time runs forward',
  'hash-chain': 'Hash chain',
  'message-signatures': 'Message signatures',
  'assigned-items': 'Assigned items',
  'sender-authority': 'Sender’s authority',
  senders: 'Really sent',
  'cron-blocks': 'Blocks of cron messages',
  'weavedrive-reads': 'Read through WeaveDrive',
  'evaluation-profile': 'Evaluation profile',
  evaluation: 'Evaluation',
  'memory-hash': 'Memory hash',
  checkpoint: 'Checkpoint',
  'compute-units': 'Compared with compute units',
  head: 'Latest nonce',
};

const weakestFirst: readonly FactStatus[] = ['fails', 'unknown', 'holds'];

/** Weakest link first; within a status, in the order that the engine gives. */
export function sortFacts(facts: readonly Fact[]): readonly Fact[] {
  return [...facts].sort((a, b) => weakestFirst.indexOf(a.status) - weakestFirst.indexOf(b.status));
}

/**
 * What stands under a value. A compute unit that contradicts us says something about that unit: our own evaluation keeps
 * its level. Any other failing fact takes the level away.
 */
export function shownLevel(level: EvidenceLevel, facts: readonly Fact[]): ShownLevel {
  return facts.some((fact) => fact.status === 'fails' && fact.name !== 'compute-units') ? 'none' : level;
}

const weakensNothing: ReadonlySet<FactName> = new Set(['head', 'sender-authority', 'senders']);

/**
 * What kept an evaluation from a stronger word: checks that could not be made. `head` is not among them: no one can
 * confirm the latest nonce, and every level says so by naming both nonces. Nor is who sent a message: that is for the process to judge.
 */
export function unknownTitles(facts: readonly Fact[]): readonly string[] {
  const unknown = facts.filter(({ status, name }) => status === 'unknown' && !weakensNothing.has(name));
  return [...new Set(unknown.map(({ name }) => factTitles[name].toLowerCase()))];
}

/** The status of the weakest of them; `unknown` for none: where nothing was checked, nothing holds. */
export function weakestOf(facts: readonly Fact[]): FactStatus {
  return weakestFirst.find((status) => facts.some((fact) => fact.status === status)) ?? 'unknown';
}

/** `12 hold, 1 unknown, 0 fail`, without the zeros. */
export function countFacts(facts: readonly Fact[]): string {
  const words: Readonly<Record<FactStatus, string>> = { fails: 'fail', unknown: 'unknown', holds: 'hold' };
  const word = (status: FactStatus, count: number) => (count === 1 ? status : words[status]);
  return weakestFirst
    .map((status) => ({ status, count: facts.filter((fact) => fact.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${word(status, count)}`)
    .join(', ');
}
