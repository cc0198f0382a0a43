import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../base/bytes.ts';
import type { ProcessId } from '../protocol/ids.ts';
import { decodeProcessJson } from '../protocol/scheduleJson.ts';
import { verifyProcess } from './processItem.ts';
import { signSchedule, testKey } from './testing/signing.ts';

const source = 'https://su.example';

async function processWith(change: Record<string, unknown> = {}, processData = encodeUtf8('boot')) {
  const {
    nodes,
    process: item,
    processId,
  } = await signSchedule({
    scheduler: testKey(1),
    user: testKey(2),
    messages: [],
    processData,
  });
  const { id: process_id, ...told } = nodes[0]?.message ?? {};
  const json = { ...told, process_id, block: '000000000005', timestamp: 6, ...change };
  return { item, processId, process: decodeProcessJson(json) };
}

describe('a process', () => {
  it('holds where its signature covers what the unit tells', async () => {
    const { process, processId, item } = await processWith();
    const { signatureType: _, ...exact } = item;
    await expect(verifyProcess(process, processId, { source })).resolves.toEqual({
      tally: { name: 'process-signature', source, held: 1, unknown: 0, failed: 0 },
      exact,
    });
  });

  it('is unknown where its data is not told, and holds by an exact copy', async () => {
    const { process, processId, item } = await processWith({ data: null });
    await expect(verifyProcess(process, processId, { source })).resolves.toEqual({
      tally: {
        name: 'process-signature',
        source,
        held: 0,
        unknown: 1,
        failed: 0,
        notable: { reason: 'The scheduler unit does not tell its data.', itemId: processId },
      },
      exact: undefined,
    });
    const fetchExact = async () => item;
    await expect(verifyProcess(process, processId, { source, fetchExact })).resolves.toEqual({
      tally: { name: 'process-signature', source, held: 1, unknown: 0, failed: 0 },
      exact: item,
    });
  });

  it('fails where another one came', async () => {
    const { process, processId } = await processWith();
    const asked = `${'P'.repeat(42)}A` as ProcessId;
    await expect(verifyProcess(process, asked, { source })).rejects.toMatchObject({
      layer: 'verification',
      code: 'wrong-process',
      details: { fact: 'process-signature', itemId: processId, expected: asked, actual: processId },
    });
  });

  it('fails where the unit names another scheduler, module or owner', async () => {
    const { item, processId, process } = await processWith();
    const fetchExact = async () => item;
    for (const name of ['Scheduler', 'Module']) {
      const tags = process.tags.map((tag) => (tag.name === name ? { name, value: processId } : tag));
      const lie = { ...process, tags, item: { ...process.item, tags } };
      await expect(verifyProcess(lie, processId, { source, fetchExact })).rejects.toMatchObject({
        code: 'text-differs',
        details: { fact: 'process-signature' },
      });
    }
    const lie = { ...process, item: { ...process.item, ownerAddress: testKey(3).address } };
    await expect(verifyProcess(lie, processId, { source })).rejects.toMatchObject({ code: 'owner-mismatch' });
  });
});
