import type { Abortable } from '../../base/abort.ts';
import type { ItemId } from '../../protocol/ids.ts';
import type { AoModule } from '../../protocol/module.ts';
import type { AoProcess } from '../../protocol/process.ts';
import { findTag, findTags, type Tags } from '../../protocol/tags.ts';
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

/**
 * Whether a process may read an item's data at a block height (legacynet.md §10). What was attested, and when, is what a gateway's
 * index says.
 *
 * Replicated quirk: a process that calls its availability `test` may read everything.
 * @throws SourceError where no gateway answers
 */
export async function admit(
  id: string,
  blockHeight: number,
  process: Pick<AoProcess, 'tags'>,
  module: Pick<AoModule, 'tags'>,
  gateway: Pick<Gateway, 'fetchByOwner'>,
  options: Abortable = {},
): Promise<Admission> {
  const declared = findTag(process.tags, 'Availability-Type') ?? findTag(module.tags, 'Availability-Type');
  if (declared === 'test') return admitted;
  if (lastTag(process.tags, 'On-Boot') === id) return admitted;
  const extensions = [module, process].flatMap(({ tags }) => findTags(tags, 'Extension'));
  if (!extensions.includes('WeaveDrive')) {
    return refused('neither the process nor its module has the tag Extension=WeaveDrive');
  }
  const mode =
    lastTag(process.tags, 'Availability-Type') || lastTag(module.tags, 'Availability-Type') || 'Assignments';
  if (!modes.some((known) => known === mode)) return refused(`its availability "${mode}" is not known`);

  const scheduler = lastTag(process.tags, 'Scheduler');
  const attestors = [scheduler ?? '', ...findTags(process.tags, 'Attestor')].filter((text) => text !== '');
  const attestation = async (tags: Readonly<Record<string, string>>): Promise<ItemId | undefined> => {
    for (const owner of new Set(attestors)) {
      const query = Object.entries(tags).map(([name, value]) => ({ name, values: [value] }));
      const found = await gateway.fetchByOwner({ owner, tags: query, limit: mostAttestations }, options);
      // An index may answer with anything; whose signature this is, is checked later.
      const early = found.find(
        (each) =>
          each.ownerAddress === owner &&
          each.blockHeight !== null &&
          each.blockHeight <= blockHeight &&
          query.every(({ name, values }) =>
            findTags(each.tags, name).some((value) => values.includes(value)),
          ),
      );
      if (early !== undefined) return early.id;
    }
    return undefined;
  };
  const assigned = await attestation({ Type: 'Attestation', Message: id, 'Data-Protocol': 'ao' });
  if (assigned !== undefined) return { kind: 'admitted', attestation: assigned };
  if (mode === 'Library') return refused('the reference does not serve the availability "Library"');
  if (mode === 'Individual') {
    const offered = await attestation({ Type: 'Available', ID: id, 'Data-Protocol': 'WeaveDrive' });
    if (offered !== undefined) return { kind: 'admitted', attestation: offered };
  }
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
