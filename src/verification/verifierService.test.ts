import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../base/bytes.ts';
import { encodeJsonBytes } from '../base/jsonBytes.ts';
import type { ScheduledMessage } from '../protocol/message.ts';
import { createScheduleVerifier } from './schedule.ts';
import { chainOf, user } from './testing/ownSchedule.ts';
import { decode } from './testing/realSchedule.ts';
import { idOf, signItem } from './testing/signing.ts';
import { believeFindings, createVerifierService, type FetchExactFor } from './verifierService.ts';

const source = 'unit';
const item = await signItem(user, { data: encodeUtf8('published before') });
const { nodes, own: process } = await chainOf([{ messageId: idOf(item) }, {}, { messageId: idOf(item) }, {}]);
/** Of which two assign an item that was not sent along. */
const entries = decode(nodes.map((node, nonce) => (nonce % 2 === 1 ? { ...node, message: null } : node)));
const fetchExact = async (id: string) => (id === idOf(item) ? item : undefined);

/** As between two threads: whatever crosses is cloned. */
async function askService(
  asked: readonly ScheduledMessage[],
  {
    asker = 7,
    own = process,
    attach,
  }: { asker?: number | null; own?: typeof process; attach?: FetchExactFor } = {},
) {
  const service = createVerifierService();
  if (attach !== undefined) await service.attach(attach);
  const entriesJson = encodeJsonBytes(asked);
  const request = structuredClone({ process: own, source, entriesJson, asker, after: undefined });
  return structuredClone(await service.verify(request));
}

const here = (asked: readonly ScheduledMessage[]) =>
  createScheduleVerifier({ process, source, fetchExact }).verify(asked);

describe('a verifier in another thread', () => {
  it('finds what one in this thread finds', async () => {
    const askers: number[] = [];
    const findings = await askService(entries, {
      attach: (asker, id) => {
        askers.push(asker);
        return fetchExact(id);
      },
    });
    expect(believeFindings(entries, findings)).toEqual(await here(entries));
    expect(findings.assigned.map(([place]) => place)).toEqual([1, 3]);
    expect(new Set(askers)).toEqual(new Set([7]));
  });

  it('asks for nothing on behalf of nobody, or where nobody is there to be asked', async () => {
    const refuse: FetchExactFor = () => Promise.reject(new Error('nobody should be asked'));
    for (const options of [{ asker: null, attach: refuse }, { asker: 7 }]) {
      const findings = await askService(entries, options);
      expect(findings.assigned).toEqual([]);
      const { tallies } = believeFindings(entries, findings);
      expect(tallies.find(({ name }) => name === 'assigned-items')?.unknown).toBeGreaterThan(0);
    }
  });

  it('sends an item across only where a gateway has just given it', async () => {
    const [known] = (await here(entries)).messages.filter(({ assigned }) => assigned !== undefined);
    if (known?.assigned === undefined) throw new Error('the vectors are not what they were');
    const hydrated = entries.map((each) =>
      each.assignment.id === known.assignment.id ? { ...each, assigned: known.assigned } : each,
    );
    const findings = await askService(hydrated as readonly ScheduledMessage[], { asker: null });
    expect(findings.assigned).toEqual([]);
    const { messages } = believeFindings(hydrated as readonly ScheduledMessage[], findings);
    expect(messages.map(({ assigned }) => assigned?.id)).toEqual(
      hydrated.map(({ assigned }) => assigned?.id),
    );
  });

  it('fails as one in this thread does', async () => {
    const own = { ...process, scheduler: 'somebody else' };
    await expect(askService(entries, { own })).rejects.toMatchObject({
      code: 'scheduler-not-authorised',
      details: { fact: 'scheduler-authorised', nonce: 0 },
    });
  });
});

describe('findings from another thread', () => {
  it('are one for each entry, or nothing is believed', async () => {
    const findings = await askService(entries.slice(0, 2), { asker: null });
    expect(() => believeFindings(entries, findings)).toThrow('There is not one finding an entry.');
  });

  it('share what is equal, and keep apart what is not', async () => {
    const service = createVerifierService();
    const request = { process, source, entriesJson: encodeJsonBytes(entries), asker: null, after: undefined };
    const { findings } = await service.verify(request);
    const tallies = findings.flatMap((finding) => finding.tallies);
    const signatures = tallies.filter(({ name }) => name === 'assignment-signatures');
    expect(new Set(signatures).size).toBe(1);
    const unknown = tallies.filter(({ notable }) => notable !== undefined);
    expect(new Set(unknown).size).toBe(unknown.length);
    expect(unknown).toHaveLength(2);
    expect(new Set(tallies.map(({ name }) => name)).size).toBeGreaterThan(5);
  });
});
