import { createHash, createPublicKey, verify } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { isSelfsameError } from '../../base/errors.ts';
import { dockerProfile } from '../../evaluation/profile.ts';
import type { KeyPair } from '../../storage/keyPairs.ts';
import { encodeEnvelope, encodePreAuth, statementPayloadType } from './dsse.ts';
import { receiptText, type SignedReceipt, signReceipt, verifyReceiptText } from './signedReceipt.ts';
import { makeKeyPair, signWith } from './signingKeys.ts';
import type { Receipt } from './statement.ts';

const id = (letter: string) => `${letter.repeat(42)}A`;
const unsigned: Omit<Receipt, 'signer'> = {
  processId: id('p'),
  nonce: 300,
  assignmentId: id('a'),
  hashChain: id('h'),
  moduleId: id('m'),
  profile: dockerProfile,
  memorySha256: 'ab'.repeat(32),
  memoryBytes: 1_048_576,
  resultSha256: 'cd'.repeat(32),
  level: 'evaluated',
  facts: { evaluation: 'holds', head: 'unknown' },
  evaluator: { name: 'selfsame', revision: 1 },
  evaluatedMs: 1_795_316_400_000,
};

/** A browser without Ed25519. */
const withoutEd25519: SubtleCrypto = Object.create(crypto.subtle, {
  generateKey: {
    value: (algorithm: AlgorithmIdentifier, ...rest: [boolean, KeyUsage[]]) =>
      algorithm === 'Ed25519'
        ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'))
        : crypto.subtle.generateKey(algorithm as EcKeyGenParams, ...rest),
  },
}) as SubtleCrypto;

interface EnvelopeJson {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

async function codeOf(text: string): Promise<string> {
  const error: unknown = await verifyReceiptText(text).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isSelfsameError(error)) expect.fail('It should have been refused.');
  return `${error.layer}/${error.code}`;
}

describe.each([
  ['Ed25519', crypto.subtle],
  ['ECDSA-P256', withoutEd25519],
] as const)('a receipt signed with %s', (algorithm, subtle) => {
  let pair: KeyPair;
  let signed: SignedReceipt;
  let text: string;
  let envelope: EnvelopeJson;

  beforeAll(async () => {
    pair = await makeKeyPair(subtle);
    signed = await signReceipt(unsigned, pair);
    text = receiptText(signed);
    envelope = JSON.parse(text) as EnvelopeJson;
  });

  it('is read again as what was signed', async () => {
    const read = await verifyReceiptText(text);
    expect(read.receipt).toEqual(signed.receipt);
    expect(read.receipt).toMatchObject({ ...unsigned, signer: { algorithm } });
    expect(receiptText(read)).toBe(text);
  });

  it('is verified by OpenSSL, from nothing but the documented form', () => {
    const payload = Buffer.from(envelope.payload, 'base64');
    const type = 'application/vnd.in-toto+json';
    const preAuth = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);
    const statement = JSON.parse(payload.toString('utf8')) as {
      predicate: { signer: { publicKey: string } };
    };
    const spki = Buffer.from(statement.predicate.signer.publicKey, 'base64');
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    const [signature] = envelope.signatures;
    const sig = Buffer.from(signature?.sig ?? '', 'base64');
    const digest = algorithm === 'Ed25519' ? null : 'sha256';
    expect(verify(digest, preAuth, key, sig)).toBe(true);
    const longer = Buffer.concat([preAuth, Buffer.from(' ')]);
    expect(verify(digest, longer, key, sig)).toBe(false);
    expect(signature?.keyid).toBe(createHash('sha256').update(spki).digest('hex'));
  });

  it('keeps its private key where no script can read it', async () => {
    await expect(crypto.subtle.exportKey('pkcs8', pair.privateKey)).rejects.toThrow();
  });

  it('does not hold any more once a value of it is another one', async () => {
    const payload = Buffer.from(envelope.payload, 'base64').toString('utf8');
    const changes: readonly (readonly [RegExp, string])[] = [
      [/(?<="nonce":|@)300/g, '301'],
      [/abab/, 'abac'],
      [/cdcd/, 'cdce'],
      [/aA(?=")/, 'bA'],
      [/"level":"evaluated"/, '"level":"agreed"'],
      [/"head":"unknown"/, '"head":"holds"'],
      [/10000/, '10001'],
      // The same values in another text are not what was signed either.
      [/^{/, '{ '],
    ];
    for (const [from, to] of changes) {
      const changed = payload.replace(from, to);
      expect(changed).not.toBe(payload);
      const twin = { ...envelope, payload: Buffer.from(changed).toString('base64') };
      expect(await codeOf(JSON.stringify(twin)), String(from)).toBe('verification/receipt-signature-invalid');
    }
  });

  it('does not hold with any bit of its signature turned', async () => {
    const sig = Buffer.from(envelope.signatures[0]?.sig ?? '', 'base64');
    for (let index = 0; index < sig.length; index += 1) {
      const turned = Buffer.from(sig);
      turned[index] = (turned[index] ?? 0) ^ (1 << (index % 8));
      const twin = { ...envelope, signatures: [{ keyid: '', sig: turned.toString('base64') }] };
      expect(await codeOf(JSON.stringify(twin))).toBe('verification/receipt-signature-invalid');
    }
  });

  it('does not hold under the name of another key', async () => {
    const other = await signReceipt(unsigned, await makeKeyPair(subtle));
    const theirs = JSON.parse(receiptText(other)) as EnvelopeJson;
    const twin = { ...theirs, signatures: envelope.signatures };
    expect(await codeOf(JSON.stringify(twin))).toBe('verification/receipt-signature-invalid');
  });

  it('goes by the key itself, whatever the hint beside the signature says', async () => {
    const hinted = { ...envelope, signatures: [{ ...envelope.signatures[0], keyid: 'somebody else' }] };
    const read = await verifyReceiptText(JSON.stringify(hinted));
    expect(receiptText(read)).toBe(text);
  });
});

describe('what is no receipt', () => {
  let text: string;
  beforeAll(async () => {
    text = receiptText(await signReceipt(unsigned, await makeKeyPair()));
  });

  /** An envelope around a changed statement; its signature does not matter, for the form is looked at first. */
  const withStatement = (change: (statement: Record<string, unknown>) => object) => {
    const envelope = JSON.parse(text) as EnvelopeJson;
    const statement = JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')) as Record<
      string,
      unknown
    >;
    return JSON.stringify({
      ...envelope,
      payload: Buffer.from(JSON.stringify(change(statement))).toString('base64'),
    });
  };

  it.each<readonly [string, () => string, string]>([
    ['nothing', () => '', 'receipt-unreadable'],
    ['half of one', () => text.slice(0, text.length / 2), 'receipt-unreadable'],
    ['another object', () => '{"a":1}', 'receipt-unreadable'],
    ['far too much', () => `{"a":"${'a'.repeat(70_000)}"}`, 'receipt-too-large'],
    ['another payload', () => text.replace('in-toto', 'in-tutu'), 'receipt-unsupported'],
    [
      'two signatures',
      () => text.replace('"signatures":[', '"signatures":[{"sig":""},'),
      'receipt-unreadable',
    ],
    ['no signature', () => text.replace(/"signatures":\[.*\]/, '"signatures":[]'), 'receipt-unreadable'],
    [
      'another predicate',
      () => withStatement((all) => ({ ...all, predicateType: 'https://slsa.dev/provenance/v1' })),
      'receipt-unsupported',
    ],
    [
      'a later version',
      () =>
        withStatement((all) => ({ ...all, predicateType: `${String(all['predicateType']).slice(0, -1)}2` })),
      'receipt-unsupported',
    ],
    [
      'a subject for another nonce',
      () => withStatement((all) => ({ ...all, predicate: { ...(all['predicate'] as object), nonce: 301 } })),
      'receipt-unreadable',
    ],
    [
      'a process that is none',
      () =>
        withStatement((all) => ({ ...all, predicate: { ...(all['predicate'] as object), process: '../x' } })),
      'receipt-unreadable',
    ],
    [
      'a profile that ends a string early',
      () =>
        withStatement((all) => ({
          ...all,
          predicate: {
            ...(all['predicate'] as object),
            profile: { ...dockerProfile, environmentStrings: ['A=\0'] },
          },
        })),
      'receipt-unreadable',
    ],
  ])('%s', async (_, make, code) => {
    expect(await codeOf(make())).toBe(`protocol/${code}`);
  });

  it('is not one that says more than is known here, as in-toto demands', async () => {
    const pair = await makeKeyPair();
    const { envelope, receipt } = await signReceipt(unsigned, pair);
    const more = { ...(JSON.parse(Buffer.from(envelope.payload).toString('utf8')) as object), later: true };
    const payload = new TextEncoder().encode(JSON.stringify(more));
    const signature = await signWith(pair, encodePreAuth(statementPayloadType, payload));
    const read = await verifyReceiptText(encodeEnvelope({ payload, signature, keyId: '' }));
    expect(read.receipt).toEqual(receipt);
  });
});
