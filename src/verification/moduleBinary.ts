import type { Bytes } from '../base/bytes.ts';
import type { GatewayTransaction } from '../protocol/gatewayJson.ts';
import type { ItemId } from '../protocol/ids.ts';
import { type SignedDataOptions, type Subject, verifySignedData } from './signedData.ts';
import type { Tally } from './tally.ts';

export type ModuleOptions = Omit<SignedDataOptions, 'subject'>;

const subject: Subject = { fact: 'module-bytes', noun: 'module' };

/**
 * Whether `bytes` and the metadata beside them are what the module's owner signed under this id.
 * @param expectedId the id that the process names
 * @throws VerificationError `wrong-module`, `id-mismatch`, `owner-mismatch`, `module-bytes-differ`, `signature-invalid`,
 * `text-differs`; `details.fact` is `module-bytes`
 */
export function verifyModule(
  module: GatewayTransaction,
  bytes: Bytes,
  expectedId: ItemId,
  options: ModuleOptions,
): Promise<Tally> {
  return verifySignedData(module, bytes, expectedId, { ...options, subject });
}
