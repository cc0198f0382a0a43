import type { Bytes } from '../../src/base/bytes.ts';

/** A key of the demo network. Signing the same bytes twice gives the same signature, and so the same id. */
export interface Signer {
  readonly name: string;
  /** ANS-104 signature type. */
  readonly signatureType: number;
  /** ANS-104 owner bytes. */
  readonly owner: Bytes;
  /** As processes see it: an Arweave address, or an EIP-55 Ethereum address. */
  readonly address: string;
  /** Signs a data item's 48 byte deep hash, or a transaction's. */
  sign(message: Bytes): Bytes | Promise<Bytes>;
}
