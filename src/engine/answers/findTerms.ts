import { addressFrom } from '../../protocol/address.ts';
import { type EvaluationResult, isErrorResult } from '../../protocol/evaluationResult.ts';
import type { ScheduledMessage } from '../../protocol/message.ts';
import { findTags } from '../../protocol/tags.ts';
import { senderOf } from '../../protocol/wasmMessage.ts';
import { targetOf } from '../../verification/emission.ts';
import type { FindTerm } from '../api.ts';

type ResultTerm = Extract<FindTerm, { kind: 'error' | 'sent-to' }>;
type MessageTerm = Exclude<FindTerm, ResultTerm>;

/** An entry to be compared. */
export interface Candidate {
  readonly nonce: number;
  /** Its text, where it has been neither read nor verified since it was kept. */
  readonly json: string | undefined;
  /** Undefined where its text cannot be read. */
  readonly decode: () => ScheduledMessage | undefined;
}

export type TermOutcome =
  | 'matches'
  | 'differs'
  /** It would match if its result did, which is not known. */
  | 'no-result'
  /** Only ids could be compared. */
  | 'no-message'
  | 'unreadable';

export interface TermMatching {
  /** Whether any term is about results. */
  readonly readsResults: boolean;
  /** @param result JSON text; undefined where none is kept */
  compare(candidate: Candidate, result: string | undefined): TermOutcome;
}

export function createTermMatching(terms: readonly FindTerm[]): TermMatching {
  const ofResult = terms.filter(isOfResult);
  const ofMessage = terms.filter((term): term is MessageTerm => !isOfResult(term));
  const mayBeMessage = messageFilter(ofMessage);
  const mayBeResult = resultFilter(ofResult);

  function compareMessage({ json, decode }: Candidate): TermOutcome {
    if (json !== undefined && hasMessage(json) && !mayBeMessage(json)) return 'differs';
    const entry = decode();
    if (entry === undefined) return 'unreadable';
    if (ofMessage.every((term) => holds(entry, term))) return 'matches';
    return entry.message === null && entry.assignment.messageId !== null ? 'no-message' : 'differs';
  }

  function differsInResult(result: string | undefined): boolean {
    if (result === undefined || ofResult.length === 0) return false;
    return !mayBeResult(result) || !matchesResult(JSON.parse(result) as EvaluationResult | null, ofResult);
  }

  return {
    readsResults: ofResult.length > 0,
    compare(candidate, result) {
      if (differsInResult(result)) return 'differs';
      const outcome = compareMessage(candidate);
      if (outcome !== 'matches') return outcome;
      return ofResult.length > 0 && result === undefined ? 'no-result' : 'matches';
    },
  };
}

function isOfResult(term: FindTerm): term is ResultTerm {
  return term.kind === 'error' || term.kind === 'sent-to';
}

/** As `JSON.stringify` wrote what the scheduler unit told: quotes inside of text have a backslash before them. */
function hasMessage(json: string): boolean {
  return json.includes('"message":{');
}

function holds(entry: ScheduledMessage, term: MessageTerm): boolean {
  const { assignment } = entry;
  const item = entry.message ?? entry.assigned;
  const tags = item?.tags ?? [];
  const signer = item === undefined ? assignment.ownerAddress : addressFrom(item);
  switch (term.kind) {
    case 'action':
      return findTags(tags, 'Action').includes(term.value);
    case 'from':
      return isHolder(senderOf(tags, signer), term.value);
    case 'signer':
      return isHolder(signer, term.value);
    case 'target':
      return item?.target === term.value;
    case 'tag': {
      const said = findTags(tags, term.name);
      return term.value === null ? said.length > 0 : said.includes(term.value);
    }
    case 'names':
      return (
        [assignment.id, assignment.messageId ?? assignment.processId, item?.target].includes(term.value) ||
        isHolder(signer, term.value) ||
        tags.some(({ value }) => value === term.value)
      );
  }
}

const ethereumAddress = /^0x[0-9a-f]{40}$/i;

/** The capitals of an Ethereum address are its checksum (EIP-55), which many leave out. */
function isHolder(address: string, wanted: string): boolean {
  if (address === wanted) return true;
  return ethereumAddress.test(wanted) && address.toLowerCase() === wanted.toLowerCase();
}

function matchesResult(result: EvaluationResult | null, terms: readonly ResultTerm[]): boolean {
  return terms.every((term) => {
    if (result === null) return false;
    if (term.kind === 'error') return isErrorResult(result);
    return result.Messages.some((outbox) => targetOf(outbox) === term.value);
  });
}

/** Whether JSON text can hold what the terms ask for: most entries need not be parsed. */
type TextFilter = (json: string) => boolean;

function messageFilter(terms: readonly MessageTerm[]): TextFilter {
  const texts = terms.flatMap((term) => {
    if (term.kind === 'tag') return [term.name, term.value ?? ''];
    // It follows from the key, and need not be written anywhere.
    return ethereumAddress.test(term.value) ? [] : [term.value];
  });
  return filterFor(texts);
}

function resultFilter(terms: readonly ResultTerm[]): TextFilter {
  return filterFor(terms.map((term) => (term.kind === 'error' ? 'Error' : term.value)));
}

/** Text whose letters stand in JSON as themselves, or as `\u` and a number. */
const plain = /^[\w .:;,+=-]+$/;

function filterFor(texts: readonly string[]): TextFilter {
  const wanted = texts.filter((text) => plain.test(text));
  return (json) => wanted.every((text) => json.includes(text)) || json.includes('\\u');
}
