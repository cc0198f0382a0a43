import type { Lie } from './lie.ts';

/** What scheduler units say wrongly. */
export const liesOfSchedules = [
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
    name: 'assigned-as-sent',
    about: 'library',
    unit: 'scheduler-unit',
    title: 'Sent, where it was assigned',
    explanation:
      'An item that somebody sent elsewhere, and that was assigned to the process, is told as if it had been sent to it.',
    expect: { fact: 'assignment-tags' },
  },
  {
    name: 'another-process',
    unit: 'scheduler-unit',
    title: 'Another process',
    explanation: 'Asked for the process, the scheduler unit answers with another one of its own.',
    expect: { code: 'wrong-process' },
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
    name: 'host-equivocation',
    unit: 'scheduler-unit',
    twoHosts: true,
    title: 'Two hosts, two histories',
    explanation:
      'For the last nonce the scheduler signed two different messages, and each of its two hosts tells another.',
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
    name: 'host-withholds-tail',
    unit: 'scheduler-unit',
    twoHosts: true,
    title: 'One host withholds the tail',
    explanation:
      'The first of the scheduler’s two hosts tells nothing after nonce 137; the second tells all.',
    expect: { fact: 'head' },
  },
  {
    name: 'archived-tail',
    unit: 'scheduler-unit',
    title: 'A tail that gateways have',
    explanation:
      'The scheduler unit tells nothing after nonce 137, and gateways hold later assignments that it signed.',
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
    name: 'changed-owner',
    unit: 'scheduler-unit',
    title: 'Another sender',
    explanation: 'The scheduler unit says that somebody else owns the message at nonce 137.',
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
] as const satisfies readonly Lie[];
