import type { ErrorReport } from '../../../engine/api.ts';
import { factTitles } from '../evidence/evidenceWords.ts';
import { type ErrorAdvice, nothingLost, tryAnother } from './advice.ts';
import { adviceByCode } from './adviceByCode.ts';

const byLayer: Readonly<Record<ErrorReport['layer'], ErrorAdvice>> = {
  source: { title: 'A server did not answer as asked', advice: ['Try again.', tryAnother, nothingLost] },
  protocol: {
    title: 'An answer does not have the shape that the protocol gives it',
    advice: ['Nothing of it was used.', tryAnother],
  },
  verification: {
    title: 'Something is not what it claims to be',
    advice: [
      'Nothing after this point was evaluated, and no value is shown.',
      'Ask another server for the same item: if it answers differently, the first one lied or is broken.',
      'Copy the diagnostics if you want to report it: they hold what anyone needs to check this again.',
    ],
  },
  evaluation: {
    title: 'The module could not be run',
    advice: ['Copy the diagnostics and report it, if the same process runs elsewhere.', nothingLost],
  },
  storage: {
    title: 'The browser’s storage failed',
    advice: ['Evaluation can go on without it; then it starts over next time.', nothingLost],
  },
  engine: { title: 'That cannot be done now', advice: ['Try again.'] },
  thread: {
    title: 'The engine stopped',
    advice: [
      'Reload the page: evaluation continues from the last checkpoint.',
      'If it stops again at the same place, the tab may have run out of memory.',
    ],
  },
  unexpected: {
    title: 'Selfsame made a mistake',
    advice: [
      'This is a defect of ours. Copy the diagnostics and report it.',
      'Reload the page and try again.',
    ],
  },
};

/** Ids that a reader gives are called so where they are decoded; every other came with an answer, and is no mistake of the reader’s. */
const givenByReader: readonly unknown[] = ['process', 'process id', 'checkpoint id'];

function isServersId({ layer, code, details }: ErrorReport): boolean {
  return layer === 'protocol' && code === 'invalid-id' && !givenByReader.includes(details['what']);
}

/** By code where a code needs its own words, else by layer. */
export function adviseOn(error: ErrorReport): ErrorAdvice {
  const own = isServersId(error) ? undefined : adviceByCode[`${error.layer}/${error.code}`];
  const advice = own ?? byLayer[error.layer];
  const fact = Object.entries(factTitles).find(([name]) => name === error.details['fact'])?.[1];
  return error.layer === 'verification' && fact !== undefined
    ? { ...advice, title: `A check fails: ${fact.toLowerCase()}` }
    : advice;
}
