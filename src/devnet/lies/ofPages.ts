import type { Lie } from './lie.ts';

/** How scheduler units answer badly. */
export const liesOfPages = [
  {
    name: 'half-a-page',
    unit: 'scheduler-unit',
    title: 'Half a page',
    explanation: 'Every page of the schedule ends in its middle.',
    expect: { code: 'incomplete-body' },
  },
  {
    name: 'no-next-page',
    unit: 'scheduler-unit',
    title: 'The first page as the last',
    explanation: 'The scheduler unit says that nothing follows the first hundred messages.',
    expect: { fact: 'head' },
  },
  {
    name: 'cut-pages',
    unit: 'scheduler-unit',
    title: 'Pages without their ends',
    explanation: 'Every page of fifty lacks its last three messages, and the next one goes on behind them.',
    expect: { fact: 'nonces-gapless' },
  },
  {
    name: 'repeated-page',
    unit: 'scheduler-unit',
    title: 'The same page for ever',
    explanation:
      'Whatever is asked for, the scheduler unit answers with the first page, and that more follow.',
    expect: { code: 'no-progress' },
  },
  {
    name: 'endless-page',
    unit: 'scheduler-unit',
    title: 'A page without end',
    explanation: 'The first page never ends: bytes keep coming.',
    expect: { code: 'too-large' },
  },
  {
    name: 'deep-page',
    unit: 'scheduler-unit',
    title: 'A bottomless page',
    explanation: 'A page holds an array in an array, a hundred thousand deep.',
    expect: { code: 'too-deep' },
  },
  {
    name: 'wrong-encoding',
    unit: 'scheduler-unit',
    title: 'Compressed without saying so',
    explanation: 'Pages come compressed, and no header says so.',
    expect: { code: 'malformed-json' },
  },
  {
    name: 'redirect-elsewhere',
    unit: 'scheduler-unit',
    title: 'Sent on to a liar',
    explanation: 'The scheduler unit sends whoever asks for pages to another host, which changes data.',
    expect: { fact: 'message-signatures' },
  },
  {
    name: 'redirect-loop',
    unit: 'scheduler-unit',
    title: 'Sent in a circle',
    explanation: 'The scheduler unit sends whoever asks for pages from one address to the next, and back.',
    expect: { code: 'too-many-redirects' },
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
] as const satisfies readonly Lie[];
