import { decodeBase64url, encodeBase64url } from '../base/base64url.ts';
import { concatBytes } from '../base/bytes.ts';
import type { AssignmentId, ProcessId } from './ids.ts';
import { sha256 } from './sha.ts';

/** The compute unit trusts no chain of a process that was spawned below this height (legacynet.md §1.6, §8.4). */
export const firstReliableHashChainHeight = 1_440_000;

/** `Hash-Chain` of a process's first entry (legacynet.md §1.6). */
export function seedHashChain(processId: ProcessId): string {
  return encodeBase64url(sha256(decodeBase64url(processId)));
}

/** `Hash-Chain` of the entry after the one with this assignment id and chain value. It links assignments, not messages. */
export function nextHashChain(previousAssignmentId: AssignmentId, previousHashChain: string): string {
  const link = concatBytes([decodeBase64url(previousAssignmentId), decodeBase64url(previousHashChain)]);
  return encodeBase64url(sha256(link));
}
