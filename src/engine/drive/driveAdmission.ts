import type { Abortable } from '../../base/abort.ts';
import type { GatewayTransaction } from '../../protocol/gatewayJson.ts';
import type { ItemId } from '../../protocol/ids.ts';
import type { AoModule } from '../../protocol/module.ts';
import type { AoProcess } from '../../protocol/process.ts';
import { findTags, type Tags } from '../../protocol/tags.ts';
import type { Gateway } from '../../sources/gateway.ts';

export type Admission =
  /** `attestation`: whose existence is the reason; undefined where the process's own tags are. */
  | { readonly kind: 'admitted'; readonly attestation: ItemId | undefined }
  /** A sentence's end: why the reference's drive halts. */
  | { readonly kind: 'refused'; readonly reason: string };

const modes = ['Assignments', 'Individual', 'Library'] as const;
const admitted: Admission = { kind: 'admitted', attestation: undefined };

/** More attestations of one item by one attestor than anybody writes. */
const mostAttestations = 100;

/** What an attestation says: each of these tags, among others. */
type AttestationForm = Readonly<Record<string, string>>;

/** What decides whether a process may read an item: its own tags and its module's, or else one of these attestations. */
type Grounds =
  | Admission
  | {
      readonly kind: 'attestation';
      readonly attestors: readonly string[];
      readonly forms: readonly AttestationForm[];
      readonly mode: (typeof modes)[number];
    };

/** A process and its module, whose tags decide. */
export interface Reader {
  readonly process: Pick<AoProcess, 'tags'>;
  readonly module: Pick<AoModule, 'tags'>;
}

/** Replicated quirk: a process that calls its availability `test` may read everything. */
function groundsOf(id: string, { process, module }: Reader): Grounds {
  const declared = [process, module].map(({ tags }) => findTags(tags, 'Availability-Type'));
  const [first, ...others] = declared.find((values) => values.length > 0) ?? [];
  // Repeated, it is a list to the reference, and no list is `test` (legacynet.md §3.2).
  if (first === 'test' && others.length === 0) return admitted;
  if (lastTag(process.tags, 'On-Boot') === id) return admitted;
  const extensions = [module, process].flatMap(({ tags }) => findTags(tags, 'Extension'));
  if (!extensions.includes('WeaveDrive')) {
    return refused('neither the process nor its module has the tag Extension=WeaveDrive');
  }
  const told =
    lastTag(process.tags, 'Availability-Type') || lastTag(module.tags, 'Availability-Type') || 'Assignments';
  const mode = modes.find((known) => known === told);
  if (mode === undefined) return refused(`its availability "${told}" is not known`);
  const scheduler = lastTag(process.tags, 'Scheduler');
  const attestors = [scheduler ?? '', ...findTags(process.tags, 'Attestor')].filter((text) => text !== '');
  const assigned = { Type: 'Attestation', Message: id, 'Data-Protocol': 'ao' };
  const offered = { Type: 'Available', ID: id, 'Data-Protocol': 'WeaveDrive' };
  const forms: readonly AttestationForm[] = mode === 'Individual' ? [assigned, offered] : [assigned];
  return { kind: 'attestation', attestors, forms, mode };
}

/** Whether the reader's own tags admit it to the item, so that nobody has to attest anything. */
export function isAdmittedByTags(id: string, reader: Reader): boolean {
  return groundsOf(id, reader).kind === 'admitted';
}

/** Whether somebody who may says here that the reader may read the item. When, the block tells; whether it was said at all, the signature. */
export function isAttestationOf(
  id: string,
  { ownerAddress, tags }: Pick<GatewayTransaction, 'ownerAddress' | 'tags'>,
  reader: Reader,
): boolean {
  const grounds = groundsOf(id, reader);
  return (
    grounds.kind === 'attestation' &&
    grounds.attestors.includes(ownerAddress) &&
    grounds.forms.some((form) => hasForm(tags, form))
  );
}

function hasForm(tags: Tags, form: AttestationForm): boolean {
  return Object.entries(form).every(([name, value]) => findTags(tags, name).includes(value));
}

/**
 * Whether a process may read an item's data at a block height (legacynet.md §10). What was attested, and when, is what a gateway's
 * index says: what was, is for the caller to check by the attestation's signature.
 * @throws SourceError where no gateway answers
 */
export async function admit(
  id: string,
  blockHeight: number,
  reader: Reader,
  gateway: Pick<Gateway, 'fetchByOwner'>,
  options: Abortable = {},
): Promise<Admission> {
  const grounds = groundsOf(id, reader);
  if (grounds.kind !== 'attestation') return grounds;
  const { attestors, forms, mode } = grounds;
  for (const form of forms) {
    const tags = Object.entries(form).map(([name, value]) => ({ name, values: [value] }));
    for (const owner of new Set(attestors)) {
      const found = await gateway.fetchByOwner({ owner, tags, limit: mostAttestations }, options);
      // An index may answer with anything.
      const early = found.find(
        (each) =>
          each.ownerAddress === owner &&
          each.blockHeight !== null &&
          each.blockHeight <= blockHeight &&
          hasForm(each.tags, form),
      );
      if (early !== undefined) return { kind: 'admitted', attestation: early.id };
    }
  }
  if (mode === 'Library') return refused('the reference does not serve the availability "Library"');
  return refused(
    `no gateway knows an attestation by ${attestors.join(' or ') || 'an attestor'} up to block ${blockHeight}`,
  );
}

function lastTag(tags: Tags, name: string): string | undefined {
  return findTags(tags, name).at(-1);
}

function refused(reason: string): Admission {
  return { kind: 'refused', reason };
}
