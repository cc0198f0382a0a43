import { decodeUtf8Strict, encodeUtf8 } from '../../base/bytes.ts';
import { isSelfsameError, ProtocolError, VerificationError } from '../../base/errors.ts';
import type { EvaluationResult } from '../../protocol/evaluationResult.ts';
import { sha256Hex } from '../../protocol/sha.ts';
import type { KeyPair } from '../../storage/keyPairs.ts';
import { canonicalJson } from './canonicalJson.ts';
import {
  decodeEnvelope,
  type Envelope,
  encodeEnvelope,
  encodePreAuth,
  statementPayloadType,
} from './dsse.ts';
import { exportPublicKey, keyIdOf, signWith, verifyWith } from './signingKeys.ts';
import { decodeStatement, encodeStatement, type Receipt } from './statement.ts';

/** Receipts are about 1.5 kB; a longer text is not worth parsing. */
export const mostReceiptChars = 65_536;

/** A receipt whose signature holds. That makes it its key's word, and nothing more. */
export interface SignedReceipt {
  readonly receipt: Receipt;
  /** Hex SHA-256 of the key that signed. */
  readonly keyId: string;
  readonly envelope: Envelope;
}

/** @param unsigned everything but who says it */
export async function signReceipt(unsigned: Omit<Receipt, 'signer'>, pair: KeyPair): Promise<SignedReceipt> {
  const signer = await exportPublicKey(pair);
  const receipt: Receipt = { ...unsigned, signer };
  const payload = encodeStatement(receipt);
  const signature = await signWith(pair, encodePreAuth(statementPayloadType, payload));
  const keyId = await keyIdOf(signer);
  return { receipt, keyId, envelope: { payload, keyId, signature } };
}

/**
 * Reads an envelope's text, and checks that the key which the statement names has signed exactly these bytes.
 * @throws ProtocolError `receipt-unreadable`, `receipt-unsupported`; VerificationError `receipt-signature-invalid`
 */
export async function verifyReceiptText(text: string): Promise<SignedReceipt> {
  return verifyReceipt(readable(() => decodeEnvelope(parse(text))));
}

/** @throws as `verifyReceiptText` */
export async function verifyReceipt(envelope: Envelope): Promise<SignedReceipt> {
  const receipt = readable(() => decodeStatement(parse(decodeUtf8Strict(envelope.payload) ?? '')));
  const signed = encodePreAuth(statementPayloadType, envelope.payload);
  const keyId = await keyIdOf(receipt.signer);
  if (!(await verifyWith(receipt.signer, envelope.signature, signed))) {
    throw new VerificationError(
      'receipt-signature-invalid',
      `The receipt’s signature is not one of the key that it names, ${keyId}, over what it says now.`,
      { details: { keyId, processId: receipt.processId, nonce: receipt.nonce } },
    );
  }
  // A foreign hint is replaced by what it should say, so that one receipt has one text.
  return { receipt, keyId, envelope: { ...envelope, keyId } };
}

export function receiptText({ envelope }: SignedReceipt): string {
  return encodeEnvelope(envelope);
}

/** Hex SHA-256 of a result's canonical JSON. Null stands for the result of a duplicate, which is skipped (legacynet.md §6.4). */
export function hashResult(result: EvaluationResult | null): string {
  return sha256Hex(encodeUtf8(canonicalJson(result === null ? null : { ...result })));
}

function parse(text: string): unknown {
  if (text.length > mostReceiptChars) {
    throw new ProtocolError('receipt-too-large', `A receipt has at most ${mostReceiptChars} characters.`, {
      details: { length: text.length },
    });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ProtocolError('invalid-json', 'It is not JSON.', { cause });
  }
}

/** Whatever is wrong with the form, the reader is told that it is a receipt's. */
function readable<Value>(decode: () => Value): Value {
  try {
    return decode();
  } catch (error) {
    if (!isSelfsameError(error)) throw error;
    if (error.code.startsWith('receipt-')) throw error;
    throw new ProtocolError('receipt-unreadable', `This cannot be read as a receipt. ${error.message}`, {
      details: error.details,
      cause: error,
    });
  }
}
