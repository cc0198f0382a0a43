import type { ErrorAdvice } from './errorAdvice.ts';

export const tryAnother = 'Put another server for it into Settings, or choose another network.';
export const nothingLost = 'Nothing is lost: what was checked and evaluated before stays.';

const processCannotBeRun: ErrorAdvice = {
  title: 'This process cannot be run',
  advice: ['Its schedule and its signatures can still be read and checked here.'],
};
const moduleCannotBeRun: ErrorAdvice = {
  title: 'This module cannot be run here',
  advice: ['Its schedule and its signatures can still be read and checked here.'],
};
const notACheckpoint: ErrorAdvice = {
  title: 'That is not a checkpoint that can be used',
  advice: ['Choose another checkpoint of the process, or begin with the first message.'],
};

/** Words for codes that need their own, by `layer/code`. */
export const adviceByCode: Readonly<Record<string, ErrorAdvice>> = {
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
  'protocol/unsupported-module-format': moduleCannotBeRun,
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
  'protocol/assigned-item-missing': {
    title: 'An assigned message is not to be had',
    advice: [
      'The scheduler assigned it without sending it along, and no gateway of this network has told it. Add a gateway in Settings, or try again later.',
      'Ask for an earlier nonce to see the state before it.',
    ],
  },
  'protocol/wrong-process': {
    title: 'A server answered with another process',
    advice: ['Nothing of it was used.', tryAnother],
  },
  'protocol/incomplete-module': processCannotBeRun,
  'protocol/repeated-module-tag': processCannotBeRun,
  'protocol/invalid-cron': processCannotBeRun,
  'protocol/undedupable-message': {
    title: 'No compute unit gets past this message',
    advice: ['Ask for an earlier nonce to see the state before it.'],
  },
  'protocol/not-a-checkpoint': notACheckpoint,
  'protocol/checkpoint-unreadable': notACheckpoint,
  'protocol/graphql-error': {
    title: 'A gateway’s index refuses the question',
    advice: [
      'Try again in a while.',
      'Put another GraphQL endpoint into Settings, or choose another network.',
    ],
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
  'engine/bundle-unreadable': {
    title: 'This file cannot be read',
    advice: ['Nothing of it was kept. Choose a file that was exported from Selfsame, whole.'],
  },
  'engine/bundle-not-authentic': {
    title: 'This file does not hold what was signed',
    advice: ['Nothing of it was kept. Ask for the file again, or evaluate the process over a network.'],
  },
  'engine/nothing-to-export': {
    title: 'Too little of this process is kept here',
    advice: ['Evaluate the process first; what is then kept can be exported.'],
  },
  'engine/invalid-budget': {
    title: 'That is no budget',
    advice: ['Give a whole number from 1 up for the depth, the processes and the messages.'],
  },
  'engine/no-sending-process': {
    title: 'This message names no process as its sender',
    advice: [
      'There is nobody whose evaluation could be asked: whoever signed the message sent it.',
      'Where it does name one, look at the message’s own checks: one that does not verify is asked of nobody.',
    ],
  },
  'engine/checkpoint-after-timer': {
    ...notACheckpoint,
    title: 'Evaluation cannot begin with this checkpoint',
  },
  'engine/checkpoint-missing': {
    title: 'A checkpoint cannot be restored',
    advice: ['Evaluate the process again: what is broken is passed over and made anew.'],
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
  'source/no-source-answered': {
    title: 'None of the network’s servers answered as asked',
    advice: ['Check the connection, then try again.', tryAnother, nothingLost],
  },
  'source/scheduler-not-found': {
    title: 'The process’s scheduler cannot be found',
    advice: ['Try again in a while.', 'Put the URL of its scheduler unit into Settings.'],
  },
  'source/invalid-url': {
    title: 'That is not a URL',
    advice: ['Correct it in Settings, or choose another network.'],
  },
  'source/too-large': {
    title: 'An answer is larger than is read here',
    advice: ['Nothing of it was used.', tryAnother],
  },
  'source/busy': {
    title: 'The compute unit is still evaluating',
    advice: ['Ask again in a while.', nothingLost],
  },
  'source/pending': {
    title: 'The transaction is not in a block yet',
    advice: ['Try again in some minutes.'],
  },
  'source/asset-missing': {
    title: 'The app was served without one of its files',
    advice: ['Whoever serves it has to put the file there; the other networks work without it.'],
  },
  'source/screen-missing': {
    title: 'A part of this app could not be fetched',
    advice: [
      'Check the connection, then try again.',
      'Where that does not help, reload the page: a newer version may have taken its place. Evaluation continues from the last checkpoint.',
      nothingLost,
    ],
  },
  'source/not-found': {
    title: 'Nothing is known by this id',
    advice: ['Check the id.', 'Check the network: an id of one network means nothing on another.'],
  },
  'source/unreachable': {
    title: 'A server cannot be reached',
    advice: [
      'Check the connection. Where this device itself was offline, the work goes on by itself once it is not; else try again.',
      tryAnother,
      nothingLost,
    ],
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
  'evaluation/wasm-unsupported': {
    title: 'This browser cannot run any process',
    advice: [
      'It has no WebAssembly, or it was switched off. Schedules and signatures can still be read and checked here.',
    ],
  },
  'evaluation/module-invalid': {
    title: 'This module cannot be run here',
    advice: [
      'Its schedule and its signatures can still be read and checked here.',
      'Copy the diagnostics and report it, if the same process runs elsewhere.',
    ],
  },
  'evaluation/memory64-unsupported': {
    title: 'This browser cannot run this process',
    advice: [
      'Its module may need more than 4 GB of memory, for which this browser lacks 64-bit addresses. Chrome and Edge 133, Firefox 134 and later have them.',
      'Its schedule and its signatures can still be read and checked here.',
    ],
  },
  'evaluation/unsupported-module': moduleCannotBeRun,
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
