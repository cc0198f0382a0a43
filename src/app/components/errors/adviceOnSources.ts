import { type AdviceByCode, nothingLost, tryAnother } from './advice.ts';

/** On servers that do not answer, or answer something else: `source`. */
export const adviceOnSources: AdviceByCode = {
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
  'source/data-unpacked': {
    title: 'What was published came unpacked',
    advice: [
      'Evaluate from the first message instead: nothing published is needed for that.',
      'Put another gateway into Settings: some give what was signed, byte for byte.',
      nothingLost,
    ],
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
    advice: [
      'Check the network: an id of one network means nothing on another.',
      'Check the id. A wallet’s looks the same: a balance needs the token’s process, and the wallet beside it.',
    ],
  },
  'source/not-indexed': {
    title: 'Arweave’s indexes lack a part of it',
    advice: [
      'The scheduler unit cannot be reached, and gateways do not know this part of its schedule. A new one takes some minutes to be known: try again later.',
      'Put another GraphQL endpoint into Settings: indexes lack different things.',
      'What comes before it is evaluated: a page of an earlier message shows the process there.',
      nothingLost,
    ],
  },
  'source/unreachable': {
    title: 'A server cannot be reached',
    advice: [
      'Check the connection. Where work was under way, it is tried again by itself, and at once when this device is no longer offline.',
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
  'source/html-instead-of-data': {
    title: 'A gateway answered with a web page',
    advice: [
      'It may not have what was asked for, or something stands in between. Try again in a while.',
      tryAnother,
    ],
  },
  'source/incomplete-body': {
    title: 'An answer broke off',
    advice: ['Try again.', tryAnother, nothingLost],
  },
  'source/invalid-network': {
    title: 'The link’s network cannot be read',
    advice: ['Ask for the link again, or open the same page on a network of your own choice.'],
  },
};
