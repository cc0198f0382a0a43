import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import recorded from '../../scripts/demo/checkpoint.json' with { type: 'json' };
import { devnetOrigin } from './hosts.ts';
import { memoryNonce } from './lies.ts';
import { demoProcesses } from './processes.ts';
import type { NodeJson, PageJson } from './schedulerJson.ts';
import { ask, openDevnet } from './testing/openDevnet.ts';

const devnet = openDevnet();
const [{ id: token, wallet }] = demoProcesses;

interface ResultJson {
  readonly Messages: readonly {
    readonly Data?: string;
    readonly Tags: readonly { name: string; value: string }[];
  }[];
}

async function dryRun(
  tags: Readonly<Record<string, string>>,
  to?: string,
): Promise<ResultJson['Messages'][0] | undefined> {
  const Tags = Object.entries(tags).map(([name, value]) => ({ name, value }));
  const query = `process-id=${token}${to === undefined ? '' : `&to=${to}`}`;
  const { json } = await ask(devnet, 'compute-unit', `/dry-run?${query}`, { json: { Owner: wallet, Tags } });
  return (json as ResultJson).Messages[0];
}

async function entryAt(nonce: number): Promise<NodeJson | undefined> {
  const { json } = await ask(
    devnet,
    'scheduler-unit',
    `/${token}?process-id=${token}&from-nonce=${nonce - 1}&limit=2`,
  );
  return (json as PageJson).edges[0]?.node;
}

describe('the compute unit (legacynet.md §9)', () => {
  it('claims a balance for every wallet, zero for those that nobody knows', async () => {
    expect((await dryRun({ Action: 'Balance', Recipient: wallet }))?.Data).toMatch(/^[1-9]\d+$/);
    expect((await dryRun({ Action: 'Balance' }))?.Data).toBe(
      (await dryRun({ Action: 'Balance', Target: wallet }))?.Data,
    );
    expect((await dryRun({ Action: 'Balance', Recipient: 'nobody' }))?.Data).toBe('0');
  });

  it('claims balances at earlier messages, whose sum is the supply', async () => {
    const at = (await entryAt(137))?.message?.id;
    const balances = JSON.parse((await dryRun({ Action: 'Balances' }, at))?.Data ?? '{}') as Record<
      string,
      string
    >;
    const sum = Object.values(balances).reduce((total, balance) => total + BigInt(balance), 0n);
    expect(String(sum)).toBe((await dryRun({ Action: 'Total-Supply' }, at))?.Data);
    expect(JSON.parse((await dryRun({ Action: 'Balances' }))?.Data ?? '{}')).not.toEqual(balances);
  });

  it('describes the token', async () => {
    const { Tags = [] } = (await dryRun({ Action: 'Info' })) ?? {};
    const info = Object.fromEntries(Tags.map(({ name, value }) => [name, value]));
    expect(info).toMatchObject({ Name: 'Tally', Ticker: 'TALLY', Denomination: '12' });
    expect((await ask(devnet, 'gateway', `/raw/${info['Logo']}`)).text).toContain('<svg');
  });

  it('has the recorded result of every message', async () => {
    const entry = await entryAt(137);
    const byMessage = await ask(devnet, 'compute-unit', `/result/${entry?.message?.id}?process-id=${token}`);
    const byAssignment = await ask(
      devnet,
      'compute-unit',
      `/result/${entry?.assignment.id}?process-id=${token}`,
    );
    expect((byMessage.json as ResultJson).Messages).toHaveLength(2);
    expect(byAssignment.text).toBe(byMessage.text);
    expect((await ask(devnet, 'compute-unit', `/result/${'A'.repeat(43)}?process-id=${token}`)).status).toBe(
      404,
    );
  });

  it('has the memory of the checkpoint that it published, of nothing before, and says where it stands', async () => {
    const time = async (nonce: number) =>
      Number((await entryAt(nonce))?.assignment.tags.find(({ name }) => name === 'Timestamp')?.value);
    const origin = devnetOrigin('compute-unit');
    const state = async (query: string, processId: string = token) =>
      devnet(new Request(`${origin}/state/${processId}${query}`));
    const [before, at, after] = await Promise.all([memoryNonce - 1, memoryNonce, memoryNonce + 9].map(time));
    expect((await state(`?to=${before}`)).status).toBe(425);
    expect((await state('', 'A'.repeat(43))).status).toBe(404);
    for (const query of [`?to=${at}`, `?to=${after}`, '']) {
      const response = await state(query);
      expect(response.headers.get('last-ordinate')).toBe(String(memoryNonce));
      expect(response.headers.get('last-timestamp')).toBe(String(at));
      const hash = createHash('sha256');
      for await (const piece of response.body ?? []) hash.update(piece);
      expect(hash.digest('hex')).toBe(recorded.memorySha256);
    }
  });
});
