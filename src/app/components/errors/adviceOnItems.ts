import {
  type AdviceByCode,
  type ErrorAdvice,
  moduleCannotBeRun,
  notACheckpoint,
  tryAnother,
} from './advice.ts';

const processCannotBeRun: ErrorAdvice = {
  title: 'This process cannot be run',
  advice: ['Its schedule and its signatures can still be read and checked here.'],
};

/** On what was asked for, and on what came in its place: `protocol` and `verification`. */
export const adviceOnItems: AdviceByCode = {
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
  'protocol/invalid-tag': {
    title: 'That is not a tag',
    advice: ['Write one tag a line under Other tags, as Name: value, and ask again.'],
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
  'protocol/unsupported-module-extension': moduleCannotBeRun,
  'protocol/no-balance': {
    title: 'The process gives no balance',
    advice: [
      'It is probably no token, or answers in a way of its own.',
      'What it answers can be read in its schedule, or asked with a dry-run.',
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
  'source/signature-untold': {
    title: 'Nobody tells how this checkpoint was signed',
    advice: ['Nothing of it was used. Try again in a while.', ...notACheckpoint.advice],
  },
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
  'verification/checkpoint-contradicted': {
    title: 'The published checkpoint is contradicted',
    advice: [
      'What rested on it is withdrawn. What was replayed from the first message is kept.',
      'Evaluate without the checkpoint: that begins with what was replayed here.',
    ],
  },
};
