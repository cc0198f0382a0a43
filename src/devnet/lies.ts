import type { FactName } from '../verification/evidence.ts';

/** What must come of a lie, so that every test of it can be driven by this list. */
export interface LieExpectation {
  /** This fact of the ledger is not `holds`; with `status` other than `fails` where nothing false can be shown. */
  readonly fact?: FactName;
  readonly status?: 'fails' | 'unknown';
  /** Reading ends in an error with this code (src/base/errors.ts). */
  readonly code?: string;
  /** What the lying compute unit's claim must be shown as; the evaluation itself is not touched by it. */
  readonly claim?: 'differs' | 'failed' | 'agrees';
}

/** The process of the demo network that a lie is told about: a balance of the token, or a replay of the library. */
export type LieSubject = 'token' | 'library';

/** A network that is honest but for one thing. */
export interface Lie {
  /** Part of the host names: `https://su.{name}.lie.selfsame.invalid`. */
  readonly name: string;
  readonly unit: 'scheduler-unit' | 'gateway' | 'compute-unit';
  /** Absent: the token. */
  readonly about?: LieSubject;
  /** The network names two hosts of the scheduler, which do not say the same. */
  readonly twoHosts?: true;
  readonly title: string;
  /** One sentence: what is wrong, and where. */
  readonly explanation: string;
  readonly expect: LieExpectation;
}

/** Nonce of the token's schedule at which lies about one message are told. */
export const lieNonce = 137;

export const lies = [
  {
    name: 'dropped-message',
    unit: 'scheduler-unit',
    title: 'A message is dropped',
    explanation: 'The scheduler unit leaves out the message at nonce 137.',
    expect: { fact: 'nonces-gapless' },
  },
  {
    name: 'repeated-nonce',
    unit: 'scheduler-unit',
    title: 'A message comes twice',
    explanation: 'The scheduler unit tells the message at nonce 137 two times.',
    expect: { fact: 'nonces-gapless' },
  },
  {
    name: 'reordered-messages',
    unit: 'scheduler-unit',
    title: 'Messages out of order',
    explanation: 'The scheduler unit tells nonce 138 before nonce 137.',
    expect: { fact: 'nonces-gapless' },
  },
  {
    name: 'swapped-messages',
    unit: 'scheduler-unit',
    title: 'Messages in each other’s place',
    explanation: 'The messages of nonces 137 and 138 are exchanged; their assignments stay where they were.',
    expect: { fact: 'assignment-tags' },
  },
  {
    name: 'foreign-assignment',
    unit: 'scheduler-unit',
    title: 'An assignment of another process',
    explanation: 'At nonce 60 stands the entry that the same scheduler signed for another process.',
    expect: { fact: 'assignment-tags' },
  },
  {
    name: 'equivocation',
    unit: 'scheduler-unit',
    title: 'Two histories',
    explanation:
      'For the last nonce the scheduler signed two different messages: pages tell one, the latest entry the other.',
    expect: { fact: 'head' },
  },
  {
    name: 'withheld-tail',
    unit: 'scheduler-unit',
    title: 'The tail is withheld',
    explanation: 'Pages end at nonce 137, while the same unit’s latest entry is far beyond.',
    expect: { fact: 'head' },
  },
  {
    name: 'changed-data',
    unit: 'scheduler-unit',
    title: 'Changed data',
    explanation: 'One character is added to the data of the message at nonce 137.',
    expect: { fact: 'message-signatures' },
  },
  {
    name: 'changed-tag',
    unit: 'scheduler-unit',
    title: 'A changed tag',
    explanation: 'The quantity of the transfer at nonce 137 has one more digit than what was signed.',
    expect: { fact: 'message-signatures' },
  },
  {
    name: 'flipped-message-signature',
    unit: 'scheduler-unit',
    title: 'A flipped bit in a message’s signature',
    explanation: 'One bit of the signature of the message at nonce 137 is wrong.',
    expect: { fact: 'message-signatures' },
  },
  {
    name: 'flipped-assignment-signature',
    unit: 'scheduler-unit',
    title: 'A flipped bit in an assignment’s signature',
    explanation: 'One bit of the scheduler’s signature at nonce 137 is wrong.',
    expect: { fact: 'assignment-signatures' },
  },
  {
    name: 'changed-process-tag',
    unit: 'scheduler-unit',
    title: 'Another name',
    explanation: 'The process’s Name tag is not the one that its owner signed.',
    expect: { fact: 'process-signature' },
  },
  {
    name: 'stranger',
    unit: 'scheduler-unit',
    title: 'A stranger assigns',
    explanation: 'The last assignment is signed, correctly, by somebody whom the process did not appoint.',
    expect: { fact: 'scheduler-authorised' },
  },
  {
    name: 'time-rolled-back',
    unit: 'scheduler-unit',
    title: 'Time goes back',
    explanation: 'The scheduler signed a last assignment that is older than the one before it.',
    expect: { fact: 'time-order' },
  },
  {
    name: 'broken-hash-chain',
    unit: 'scheduler-unit',
    title: 'A broken chain',
    explanation: 'The scheduler signed a last assignment that does not join the one before it.',
    expect: { fact: 'hash-chain' },
  },
  {
    name: 'withheld-anchors',
    unit: 'scheduler-unit',
    title: 'Anchors are withheld',
    explanation:
      'The scheduler unit does not show the anchors of its assignments, and no gateway has them: their signatures cannot be checked.',
    expect: { fact: 'assignment-signatures', status: 'unknown' },
  },
  {
    name: 'half-a-page',
    unit: 'scheduler-unit',
    title: 'Half a page',
    explanation: 'Every page of the schedule ends in its middle.',
    expect: { code: 'incomplete-body' },
  },
  {
    name: 'html-page',
    unit: 'scheduler-unit',
    title: 'HTML instead of JSON',
    explanation: 'The scheduler unit answers with a web page, as a misconfigured proxy does.',
    expect: { code: 'html-instead-of-json' },
  },
  {
    name: 'server-error',
    unit: 'scheduler-unit',
    title: 'Errors without end',
    explanation: 'The scheduler unit answers every page with status 500.',
    expect: { code: 'http-status' },
  },
  {
    name: 'silence',
    unit: 'scheduler-unit',
    title: 'No answer',
    explanation: 'The scheduler unit takes requests for pages and never answers.',
    expect: { code: 'timeout' },
  },
  {
    name: 'flipped-module-byte',
    unit: 'gateway',
    title: 'A changed module',
    explanation: 'One bit of the module’s WASM is wrong.',
    expect: { fact: 'module-bytes' },
  },
  {
    name: 'another-module-owner',
    unit: 'gateway',
    title: 'Another owner',
    explanation: 'The gateway says that somebody else signed the module.',
    expect: { fact: 'module-bytes' },
  },
  {
    name: 'stale-module-tags',
    unit: 'gateway',
    title: 'Old tags',
    explanation: 'The gateway’s index has other tags for the module than were signed.',
    expect: { fact: 'module-bytes' },
  },
  {
    name: 'half-a-module',
    unit: 'gateway',
    title: 'Half a module',
    explanation: 'The download of the module breaks off in its middle.',
    expect: { code: 'incomplete-body' },
  },
  {
    name: 'missing-module',
    unit: 'gateway',
    title: 'No module',
    explanation: 'The gateway does not know the module.',
    expect: { code: 'not-found' },
  },
  {
    name: 'wrong-balance',
    unit: 'compute-unit',
    title: 'A wrong balance',
    explanation: 'From nonce 137 on, the compute unit adds one token to every balance that changes.',
    expect: { claim: 'differs' },
  },
  {
    name: 'behind',
    unit: 'compute-unit',
    title: 'An old balance',
    explanation: 'The compute unit has stopped evaluating at nonce 137, and does not say so.',
    expect: { claim: 'differs' },
  },
  {
    name: 'empty-result',
    unit: 'compute-unit',
    title: 'An empty answer',
    explanation: 'The compute unit answers with a result that holds nothing.',
    expect: { claim: 'failed' },
  },
  {
    name: 'late',
    unit: 'compute-unit',
    title: 'A late answer',
    explanation: 'The compute unit answers correctly, but three seconds late each time.',
    expect: { claim: 'agrees' },
  },
] as const satisfies readonly Lie[];

export type LieName = (typeof lies)[number]['name'];
