import { createRequire } from 'node:module';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { GatewayTransaction } from '../../protocol/gatewayJson.ts';
import { findTags, type Tags } from '../../protocol/tags.ts';
import { admit } from './driveAdmission.ts';

const id = 'I'.repeat(43);
const blockHeight = 1_500_000;

interface ReferenceDrive {
  checkAdmissible(id: string): Promise<boolean>;
}
const openReference = createRequire(import.meta.url)('@permaweb/weavedrive') as (
  module: object,
  files: object,
) => ReferenceDrive;

interface Attestation {
  readonly owner: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly height: number;
}

/** `@permaweb/weavedrive`'s word, over an endpoint that answers with these attestations. It throws where it halts otherwise. */
async function referenceSays(process: Tags, module: Tags, known: readonly Attestation[]): Promise<boolean> {
  vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
    const { query } = JSON.parse(body) as { query: string };
    const owners: readonly string[] = /owners: \[(.*?)\]/.exec(query)?.[1]?.match(/[^", ]+/g) ?? [];
    const maximum = Number(/max: (\d+)/.exec(query)?.[1]);
    const wanted = [...query.matchAll(/name: "(.*?)", values: \["(.*?)"\]/g)];
    const edges = known.filter(
      ({ owner, tags, height }) =>
        owners.includes(owner) &&
        height <= maximum &&
        wanted.every(([, name = '', value]) => tags[name] === value),
    );
    return Promise.resolve(Response.json({ data: { transactions: { edges } } }));
  });
  const mode = modeOf(process) ?? modeOf(module) ?? 'Assignments';
  const drive = openReference(
    { ARWEAVE: 'http://gateway.test', mode, blockHeight, spawn: { tags: process }, module: { tags: module } },
    {},
  );
  return drive.checkAdmissible(id).catch(() => false);
}

/** As the reference's unit hands it over: a list where a tag is repeated (legacynet.md §3.1, §3.2). */
function modeOf(tags: Tags): string | readonly string[] | undefined {
  const values = findTags(tags, 'Availability-Type');
  return values.length > 1 ? values : values[0];
}

async function weSay(process: Tags, module: Tags, known: readonly Attestation[]): Promise<boolean> {
  const answer = await admit(
    id,
    blockHeight,
    { process: { tags: process }, module: { tags: module } },
    {
      // A careless index: it tells all that it knows, whatever it is asked.
      fetchByOwner: () =>
        Promise.resolve(
          known.map(({ owner, tags, height }) => {
            const list = Object.entries(tags).map(([name, value]) => ({ name, value }));
            const told = { id, ownerAddress: owner, tags: list, blockHeight: height };
            return told as unknown as GatewayTransaction;
          }),
        ),
    },
  );
  return answer.kind === 'admitted';
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const tag = (name: string, ...values: readonly string[]) =>
  fc.constantFrom(...values).map((value) => ({ name, value }));
const tags = fc.array(
  fc.oneof(
    tag('Extension', 'WeaveDrive', 'Other'),
    tag('Availability-Type', 'Assignments', 'Individual', 'Library', 'test', 'unknown', ''),
    tag('On-Boot', id, 'another', 'Data'),
    tag('Scheduler', 'S1', 'S2'),
    tag('Attestor', 'A1', 'A2', ''),
  ),
  { maxLength: 6 },
);
const attestations = fc.array(
  fc.record({
    owner: fc.constantFrom('S1', 'S2', 'A1', 'A2', 'stranger'),
    height: fc.constantFrom(blockHeight - 1, blockHeight, blockHeight + 1),
    tags: fc.constantFrom<Readonly<Record<string, string>>>(
      { Type: 'Attestation', Message: id, 'Data-Protocol': 'ao' },
      { Type: 'Attestation', Message: 'another', 'Data-Protocol': 'ao' },
      { Type: 'Available', ID: id, 'Data-Protocol': 'WeaveDrive' },
    ),
  }),
  { maxLength: 3 },
);

describe('what a process may read', () => {
  // It tells why it refuses.
  beforeEach(() => void vi.spyOn(console, 'log').mockReturnValue());

  test('is what the reference’s drive lets it read, whatever the tags and attestations', async () => {
    const verdicts = new Set<boolean>();
    await fc.assert(
      fc.asyncProperty(tags, tags, attestations, async (process, module, known) => {
        const ours = await weSay(process, module, known);
        verdicts.add(ours);
        expect(ours).toBe(await referenceSays(process, module, known));
      }),
      { numRuns: 400 },
    );
    expect(verdicts.size).toBe(2);
  });
});
