import { type AdviceByCode, moduleCannotBeRun, notACheckpoint, nothingLost } from './advice.ts';

/** On what this tab was asked to do, and on the browser that it does it in: `engine`, `evaluation`, `storage`. */
export const adviceOnWork: AdviceByCode = {
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
  'engine/import-stopped': {
    title: 'The import was stopped',
    advice: ['Choose the file again to take in all of it.'],
  },
  'engine/nothing-to-export': {
    title: 'Too little of this process is kept here',
    advice: [
      'Evaluate the process first; what is then kept can be exported.',
      'Where it was evaluated already, what is missing is fetched when its scheduler unit can be reached and there is room for it.',
    ],
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
  'engine/checkpoint-later': {
    title: 'The checkpoint is later than what is asked',
    advice: ['Ask for a later nonce, or begin with the first message.'],
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
  'evaluation/result-too-deep': {
    title: 'A result is nested too deeply to be handed on',
    advice: [
      'Compute units come to the same message and cannot answer for it either: the process is stuck there.',
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
