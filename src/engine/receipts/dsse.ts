import { type Bytes, concatBytes, encodeUtf8 } from '../../base/bytes.ts';
import { ProtocolError } from '../../base/errors.ts';
import { JsonAt } from '../../base/json.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { canonicalJson } from './canonicalJson.ts';

/** What a DSSE envelope says that its payload is, where that is an in-toto statement. */
export const statementPayloadType = 'application/vnd.in-toto+json';

/** A DSSE envelope (github.com/secure-systems-lab/dsse, protocol 1.0) with its one signature. */
export interface Envelope {
  readonly payload: Bytes;
  /** A hint which key it was; a reader computes the id from the key itself. */
  readonly keyId: string;
  readonly signature: Bytes;
}

/** What is signed: PAE(type, body) of DSSE. Lengths are decimal, in bytes. */
export function encodePreAuth(payloadType: string, payload: Uint8Array): Bytes {
  const type = encodeUtf8(payloadType);
  return concatBytes([
    encodeUtf8(`DSSEv1 ${type.length} `),
    type,
    encodeUtf8(` ${payload.length} `),
    payload,
  ]);
}

/** As text, always the same for the same envelope. */
export function encodeEnvelope({ payload, keyId, signature }: Envelope): string {
  return canonicalJson({
    payload: encodeBase64(payload),
    payloadType: statementPayloadType,
    signatures: [{ keyid: keyId, sig: encodeBase64(signature) }],
  });
}

/** @throws ProtocolError `unexpected-json`, `invalid-base64url`, `receipt-unsupported` */
export function decodeEnvelope(json: unknown): Envelope {
  const at = new JsonAt(json, 'envelope');
  const payloadType = at.field('payloadType').text();
  if (payloadType !== statementPayloadType) {
    throw new ProtocolError(
      'receipt-unsupported',
      `The envelope holds ${payloadType}, which is no receipt.`,
      {
        details: { expected: statementPayloadType, actual: payloadType },
      },
    );
  }
  const [signature, ...others] = at.field('signatures').items();
  if (signature === undefined || others.length > 0) {
    throw at.field('signatures').unexpected('exactly one signature');
  }
  return {
    payload: decodeBase64(at.field('payload').text()),
    keyId: signature.field('keyid').textOrNull() ?? '',
    signature: decodeBase64(signature.field('sig').text()),
  };
}
