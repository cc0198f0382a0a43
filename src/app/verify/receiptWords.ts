import { dockerProfile, type EvaluationProfile, type FactName, type ReceiptField } from '../../engine/api.ts';
import { formatCount } from '../format.ts';

/** What a receipt's fields are called on screen. */
export const fieldTitles: Readonly<Record<ReceiptField['name'], string>> = {
  module: 'Module',
  'hash-chain': 'Hash chain',
  assignment: 'Assignment',
  memory: 'Memory, SHA-256',
  'memory-size': 'Memory, bytes',
  result: 'Result, SHA-256',
};

/** The same within a sentence. */
export const fieldNames: Readonly<Record<ReceiptField['name'], string>> = {
  module: 'module',
  'hash-chain': 'hash chain',
  assignment: 'assignment',
  memory: 'memory’s SHA-256',
  'memory-size': 'memory’s size',
  result: 'result’s SHA-256',
};

const state: readonly FactName[] = ['evaluation', 'module-bytes', 'message-signatures', 'checkpoint'];

/** What was checked here about each. */
export const factsOfFields: Readonly<Record<ReceiptField['name'], readonly FactName[]>> = {
  module: ['process-signature', 'module-bytes'],
  'hash-chain': ['hash-chain'],
  assignment: ['scheduler-authorised', 'assignment-signatures', 'assignment-tags'],
  memory: state,
  'memory-size': state,
  result: state,
};

export const statusWords: Readonly<Record<ReceiptField['status'], string>> = {
  same: 'same',
  differs: 'differs',
  'not-told': 'not compared',
};

/** Where a receipt and the evaluation here part. What follows from it is not said again. */
export function describeDifference(fields: readonly ReceiptField[], nonce: number): string {
  const at = formatCount(nonce);
  switch (fields.find(({ status }) => status === 'differs')?.name) {
    case 'module':
      return 'The receipt names another module than the process does, so it is about another evaluation.';
    case 'hash-chain':
      return `The receipt rests on another schedule: somewhere before nonce ${at} its assignments are not those that were verified here. Either it is false, or the scheduler told two stories.`;
    case 'assignment':
      return `Before nonce ${at} the schedules are the same; at nonce ${at} the receipt has another assignment. Either it is false, or the scheduler told two stories.`;
    case 'memory':
    case 'memory-size':
      return `The same messages, evaluated by the same module, left another memory here at nonce ${at}. Either the receipt is false, or one of the two evaluations went wrong.`;
    case 'result':
      return `Memory is the same at nonce ${at}, but what the message at this nonce answered is not. Either the receipt is false, or one of the two evaluations went wrong.`;
    case undefined:
      return '';
  }
}

/** The profile by what is unusual in it. */
export function describeProfile(profile: EvaluationProfile): string {
  if (JSON.stringify(profile) === JSON.stringify(dockerProfile)) {
    return 'of the reference’s official image';
  }
  const unusual = profile.environmentStrings.filter(
    (text) => !dockerProfile.environmentStrings.includes(text),
  );
  return [...unusual, `clock ${profile.firstClockTick}`].join(', ');
}
