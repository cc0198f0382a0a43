import { encodeBase64url } from '../base/base64url.ts';
import type { Bytes } from '../base/bytes.ts';
import type { KeyRange, Records } from './records/records.ts';
import type { Seal, SealedParts } from './records/seal.ts';

/** A faster form of a module, as this browser made it. */
export type StoredRewriting =
  | { readonly kind: 'kept'; readonly bytes: Bytes }
  | { readonly kind: 'absent' }
  /** It is not, or not any more, what this browser saved in this place. */
  | { readonly kind: 'changed' };

/** In the table `documents`, beside those of servers; theirs are believed for their signatures, these for their seal. */
const kind = 'rewriting';

export async function loadRewriting(
  records: Records,
  seal: Seal,
  moduleId: string,
  recipe: string,
): Promise<StoredRewriting> {
  const record = await records.read(['documents'], (transaction) =>
    transaction.get('documents', [kind, idOf(moduleId, recipe)]),
  );
  if (record === undefined) return { kind: 'absent' };
  const { bytes, json } = record;
  if (!(bytes instanceof Uint8Array)) return { kind: 'changed' };
  const holds = await seal.holds(await sealedParts(moduleId, recipe, bytes), json);
  return holds ? { kind: 'kept', bytes } : { kind: 'changed' };
}

/** One recipe a module: forms that older versions of the app made go. */
export async function saveRewriting(
  records: Records,
  seal: Seal,
  moduleId: string,
  recipe: string,
  bytes: Bytes,
): Promise<void> {
  const copy = bytes.slice();
  const json = await seal.make(await sealedParts(moduleId, recipe, copy));
  await records.write(['documents'], async (transaction) => {
    await transaction.deleteRange('documents', rewritingsOf(moduleId));
    await transaction.put('documents', { kind, id: idOf(moduleId, recipe), json, bytes: copy });
  });
}

/** Where everything lies that was made of a module. */
export function rewritingsOf(moduleId: string): KeyRange {
  return { lower: [kind, idOf(moduleId, '')], upper: [kind, idOf(moduleId, '\uffff')] };
}

function idOf(moduleId: string, recipe: string): string {
  return `${moduleId}/${recipe}`;
}

async function sealedParts(moduleId: string, recipe: string, bytes: Bytes): Promise<SealedParts> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [kind, moduleId, recipe, encodeBase64url(digest)];
}
