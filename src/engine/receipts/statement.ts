import { type Bytes, encodeUtf8 } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import { JsonAt } from '../../base/json.ts';
import type { EvaluationProfile } from '../../evaluation/profile.ts';
import { decodeItemId } from '../../protocol/ids.ts';
import type { FactStatus } from '../../verification/evidence.ts';
import type { ReceiptStatement } from '../api/receipts.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { canonicalJson } from './canonicalJson.ts';
import type { PublicKey } from './signingKeys.ts';

const statementType = 'https://in-toto.io/Statement/v1';
/** A name and not an address: RFC 2606 keeps `.invalid` free for ever, so nobody else can come to own it. */
export const predicateType = 'https://selfsame.invalid/computation-receipt/v1';

/** What a receipt says, and the key that says it. */
export interface Receipt extends ReceiptStatement {
  readonly signer: PublicKey;
}

/** The receipt as an in-toto statement: UTF-8 of canonical JSON. */
export function encodeStatement(receipt: Receipt): Bytes {
  const { processId, nonce, assignmentId, hashChain, moduleId, memorySha256, memoryBytes } = receipt;
  const { environmentStrings, firstClockTick, timeZone } = receipt.profile;
  const { level, facts, evaluator, evaluatedMs, signer } = receipt;
  const statement = {
    _type: statementType,
    subject: [{ name: subjectName(receipt), digest: { sha256: memorySha256 } }],
    predicateType,
    predicate: {
      process: processId,
      nonce,
      assignment: assignmentId,
      hashChain,
      module: moduleId,
      profile: { environmentStrings, firstClockTick, timeZone },
      memoryBytes,
      resultSha256: receipt.resultSha256,
      evidence: { level, facts },
      evaluator: { name: evaluator.name, revision: evaluator.revision },
      evaluatedMs,
      signer: { algorithm: signer.algorithm, publicKey: encodeBase64(signer.spki) },
    },
  };
  return encodeUtf8(canonicalJson(statement));
}

/**
 * What is not known is ignored, as in-toto demands; what is known must have its form.
 * @throws ProtocolError `receipt-unsupported`, `unexpected-json`, `invalid-id`, `invalid-base64url`
 */
export function decodeStatement(json: unknown): Receipt {
  const at = new JsonAt(json, 'statement');
  expectType(at.field('_type'), statementType);
  expectType(at.field('predicateType'), predicateType);
  const [subject, ...others] = at.field('subject').items();
  if (subject === undefined || others.length > 0) throw at.field('subject').unexpected('exactly one subject');
  const predicate = at.field('predicate');
  const evidence = predicate.field('evidence');
  const signer = predicate.field('signer');
  const receipt: Receipt = {
    processId: decodeItemId(predicate.field('process').value, 'process id'),
    nonce: predicate.field('nonce').count(),
    assignmentId: decodeItemId(predicate.field('assignment').value, 'assignment id'),
    hashChain: decodeItemId(predicate.field('hashChain').value, 'hash chain'),
    moduleId: decodeItemId(predicate.field('module').value, 'module id'),
    profile: decodeProfile(predicate.field('profile')),
    memorySha256: decodeSha256(subject.field('digest').field('sha256')),
    memoryBytes: predicate.field('memoryBytes').count(),
    resultSha256: predicate.field('resultSha256').isAbsent
      ? null
      : decodeSha256(predicate.field('resultSha256')),
    level: oneOf(evidence.field('level'), ['claimed', 'agreed', 'resumed', 'evaluated']),
    facts: decodeFacts(evidence.field('facts')),
    evaluator: {
      name: predicate.field('evaluator').field('name').text(),
      revision: predicate.field('evaluator').field('revision').count(),
    },
    evaluatedMs: predicate.field('evaluatedMs').count(),
    signer: {
      algorithm: oneOf(signer.field('algorithm'), ['Ed25519', 'ECDSA-P256']),
      spki: decodeBase64(signer.field('publicKey').text()),
    },
  };
  if (subject.field('name').value !== subjectName(receipt)) {
    throw subject.field('name').unexpected(`"${subjectName(receipt)}"`);
  }
  return receipt;
}

function subjectName({ processId, nonce }: Receipt): string {
  return `${processId}/memory@${nonce}`;
}

function expectType(at: JsonAt, expected: string): void {
  if (at.value === expected) return;
  const actual = at.text();
  throw new ProtocolError('receipt-unsupported', `This is a ${actual}, and not a ${expected}.`, {
    details: { expected, actual },
  });
}

function decodeProfile(at: JsonAt): EvaluationProfile {
  return {
    environmentStrings: at
      .field('environmentStrings')
      .items()
      .map((item) => {
        const text = item.text();
        if (!/^[^=\0]+=[^\0]*$/.test(text)) throw item.unexpected('NAME=VALUE');
        return text;
      }),
    firstClockTick: at.field('firstClockTick').count(),
    timeZone: oneOf(at.field('timeZone'), ['UTC']),
  };
}

function decodeFacts(at: JsonAt): Readonly<Record<string, FactStatus>> {
  const { value } = at;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw at.unexpected('an object');
  return Object.fromEntries(
    Object.keys(value).map((name) => [name, oneOf(at.field(name), ['holds', 'fails', 'unknown'])]),
  );
}

function decodeSha256(at: JsonAt): string {
  const text = at.text();
  if (!/^[0-9a-f]{64}$/.test(text)) throw at.unexpected('a SHA-256 in hex');
  return text;
}

function oneOf<const Word extends string>(at: JsonAt, words: readonly Word[]): Word {
  const word = words.find((known) => known === at.value);
  if (word === undefined) throw at.unexpected(words.join(' or '));
  return word;
}
