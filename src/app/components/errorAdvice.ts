import type { ErrorReport } from '../../engine/api.ts';
import { factTitles } from './evidenceWords.ts';

export interface ErrorAdvice {
  /** A heading: what kind of thing went wrong. */
  readonly title: string;
  /** What can be done now, best first. */
  readonly advice: readonly string[];
}

const tryAnother = 'Put another server for it into Settings, or choose another network.';
const nothingLost = 'Nothing is lost: what was checked and evaluated before stays.';

/** By code where a code needs its own words, else by layer. */
const byCode: Readonly<Record<string, ErrorAdvice>> = {
  'protocol/invalid-id': {
    title: 'That is not an id',
    advice: ['Copy the whole id: 43 characters of A–Z, a–z, 0–9, - and _. A link that contains it does too.'],
  },
  'protocol/invalid-wallet': {
    title: 'That is not a wallet',
    advice: [
      'Copy the whole address: 43 characters for Arweave; 0x and 40 hex digits for Ethereum, with its capitals as they are.',
    ],
  },
  'protocol/invalid-nonce': {
    title: 'That is not a nonce',
    advice: ['Open the process, and go to the message from its schedule.'],
  },
  'protocol/not-a-process': {
    title: 'That is not a process',
    advice: [
      'The id names something else: a message, a module, a file. Look for the process that it was sent to.',
    ],
  },
  'protocol/unsupported-module-format': {
    title: 'This module cannot be run here',
    advice: ['Its schedule and its signatures can still be read and checked here.'],
  },
  'protocol/no-balance': {
    title: 'The process gives no balance',
    advice: [
      'It is probably no token, or answers in a way of its own.',
      'Its schedule and its results can be read on its page.',
    ],
  },
  'protocol/receipt-unreadable': {
    title: 'That is not a whole receipt',
    advice: [
      'Copy the link again, all of it: messengers cut long links off.',
      'Ask for the receipt as a file, and import it on the process’s page.',
    ],
  },
  'protocol/receipt-unsupported': {
    title: 'This kind of receipt is not known here',
    advice: ['It may come from a newer version of this app: reload the page, or ask its maker.'],
  },
  'protocol/receipt-too-large': {
    title: 'That is too large for a receipt',
    advice: ['Nothing of it was used. Ask for the receipt again.'],
  },
  'verification/receipt-signature-invalid': {
    title: 'The receipt’s signature does not hold',
    advice: [
      'Nothing was evaluated: what it says was changed after it was signed, or was never signed by that key.',
      'Ask its maker for the receipt again.',
    ],
  },
  'engine/no-compute-unit': {
    title: 'There is no compute unit to compare with',
    advice: ['Add one in Settings, or choose another network.'],
  },
  'engine/no-messages': {
    title: 'The process has no message yet',
    advice: ['There is no state to sign. Come back when its first message is scheduled.'],
  },
  'engine/nonce-not-reached': {
    title: 'The schedule ends before that nonce',
    advice: ['Ask for an earlier nonce, or for the latest.'],
  },
  'verification/checkpoint-contradicted': {
    title: 'The published checkpoint is contradicted',
    advice: [
      'What rested on it is withdrawn. What was replayed from the first message is kept.',
      'Evaluate without the checkpoint: that begins with what was replayed here.',
    ],
  },
  'engine/checkpoint-later': {
    title: 'The checkpoint is later than what is asked',
    advice: ['Ask for a later nonce, or begin with the first message.'],
  },
  'source/no-source-configured': {
    title: 'The network has no server for this',
    advice: ['Add one in Settings, or choose another network.'],
  },
  'source/not-found': {
    title: 'Nothing is known by this id',
    advice: ['Check the id.', 'Check the network: an id of one network means nothing on another.'],
  },
  'source/unreachable': {
    title: 'A server cannot be reached',
    advice: ['Check the connection, then try again.', tryAnother, nothingLost],
  },
  'source/timeout': {
    title: 'A server stopped answering',
    advice: ['Try again in a while.', tryAnother, nothingLost],
  },
  'source/rate-limited': {
    title: 'A server asks for patience',
    advice: ['Wait a minute, then try again.', tryAnother, nothingLost],
  },
  'source/html-instead-of-json': {
    title: 'A server answered with a web page',
    advice: ['Its URL is probably wrong, or something stands in between.', tryAnother],
  },
  'source/incomplete-body': {
    title: 'An answer broke off',
    advice: ['Try again.', tryAnother, nothingLost],
  },
  'source/invalid-network': {
    title: 'The link’s network cannot be read',
    advice: ['Ask for the link again, or open the same page on a network of your own choice.'],
  },
  'evaluation/not-evaluated': {
    title: 'A message took too long',
    advice: [
      'Nothing is concluded from it: this is no result of the process.',
      'Where you think that it only needs more time, raise the limit in Settings.',
      'Ask for an earlier nonce to see the state before it.',
    ],
  },
  'evaluation/weavedrive-halt': {
    title: 'The process reads what is not there for it',
    advice: [
      'Compute units stop here, too, for as long as their gateways say the same. Another gateway may know more: see Settings.',
      'Ask for an earlier nonce to see the state before it.',
    ],
  },
  'evaluation/memory64-unsupported': {
    title: 'This browser cannot run this process',
    advice: [
      'Its module may need more than 4 GB of memory, for which this browser lacks 64-bit addresses. Chrome and Edge 133, Firefox 134 and later have them.',
      'Its schedule and its signatures can still be read and checked here.',
    ],
  },
  'evaluation/unsupported-module': {
    title: 'This module cannot be run here',
    advice: ['Its schedule and its signatures can still be read and checked here.'],
  },
  'storage/quota-exceeded': {
    title: 'The browser’s storage is full',
    advice: ['Forget a process that you no longer need (Settings, Storage).', nothingLost],
  },
  'storage/refused': {
    title: 'The browser refuses storage',
    advice: [
      'Private windows often do. Evaluation works, but starts over each time.',
      'Allow storage for this page, or use an ordinary window.',
    ],
  },
};

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

export function adviseOn(error: ErrorReport): ErrorAdvice {
  const advice = byCode[`${error.layer}/${error.code}`] ?? byLayer[error.layer];
  const fact = Object.entries(factTitles).find(([name]) => name === error.details['fact'])?.[1];
  return error.layer === 'verification' && fact !== undefined
    ? { ...advice, title: `A check fails: ${fact.toLowerCase()}` }
    : advice;
}
