import type { Lie } from './lie.ts';

/** What compute units claim wrongly. */
export const liesOfComputeUnits = [
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
  {
    name: 'another-result',
    unit: 'compute-unit',
    title: 'The answer of another process',
    explanation: 'The compute unit answers with what another process once answered.',
    expect: { claim: 'failed' },
  },
  {
    name: 'changed-memory',
    unit: 'compute-unit',
    asks: 'memory',
    title: 'A changed memory',
    explanation: 'One byte of the memory that the compute unit gives, of 110 MB, is another.',
    expect: { claim: 'differs' },
  },
  {
    name: 'endless-memory',
    unit: 'compute-unit',
    asks: 'memory',
    title: 'A memory without end',
    explanation: 'The memory that the compute unit gives never ends.',
    expect: { claim: 'differs' },
  },
  {
    name: 'endless-answer',
    unit: 'compute-unit',
    title: 'An answer without end',
    explanation: 'The compute unit’s answer never ends.',
    expect: { claim: 'failed' },
  },
  {
    name: 'deep-answer',
    unit: 'compute-unit',
    title: 'A bottomless answer',
    explanation: 'The compute unit’s answer holds an array in an array, a hundred thousand deep.',
    expect: { claim: 'failed' },
  },
  {
    name: 'no-claim',
    unit: 'compute-unit',
    title: 'No answer',
    explanation: 'The compute unit takes the question and never answers.',
    expect: { claim: 'failed' },
  },
] as const satisfies readonly Lie[];
