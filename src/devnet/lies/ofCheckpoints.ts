import type { Lie } from './lie.ts';

/** What is wrong with a checkpoint that a compute unit published, for whoever begins there. */
export const liesOfCheckpoints = [
  {
    name: 'changed-checkpoint',
    unit: 'compute-unit',
    startsWithCheckpoint: true,
    title: 'A changed balance',
    explanation:
      'In the memory that the compute unit published, and signed, one digit of a balance is another.',
    expect: { fact: 'memory-hash' },
  },
  {
    name: 'checkpoint-of-another-process',
    unit: 'compute-unit',
    startsWithCheckpoint: true,
    title: 'Of another process',
    explanation: 'The checkpoint that is found for the process says that it is another process’s.',
    expect: { fact: 'checkpoint' },
  },
  {
    name: 'checkpoint-of-another-module',
    unit: 'compute-unit',
    startsWithCheckpoint: true,
    title: 'By another module',
    explanation: 'The checkpoint says that another module made it than the process names.',
    expect: { fact: 'checkpoint' },
  },
  {
    name: 'checkpoint-from-the-future',
    unit: 'compute-unit',
    startsWithCheckpoint: true,
    title: 'From the future',
    explanation:
      'The checkpoint says that it includes ten thousand messages more than it does, which the schedule does not have.',
    expect: { fact: 'checkpoint' },
  },
  {
    name: 'checkpoint-of-other-bytes',
    unit: 'compute-unit',
    startsWithCheckpoint: true,
    title: 'Another hash',
    explanation: 'The checkpoint names a hash that is not that of the memory in it.',
    expect: { fact: 'checkpoint' },
  },
  {
    name: 'flipped-checkpoint-byte',
    unit: 'gateway',
    startsWithCheckpoint: true,
    title: 'A flipped bit',
    explanation: 'The gateway gives the checkpoint with one bit other than what was signed.',
    expect: { fact: 'checkpoint' },
  },
] as const satisfies readonly Lie[];
