import { beforeAll, describe, expect, it } from 'vitest';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import type { JobSnapshot } from '../api.ts';
import { demoEngine, runJob } from '../testing/demoEngine.ts';

const [token, , , library] = demoProcesses;
const network = { ...demoNetwork, computeUnits: [] };

describe('the evidence for what is kept', () => {
  const engine = demoEngine();
  let evaluated: JobSnapshot;
  beforeAll(async () => {
    evaluated = await runJob(engine, { kind: 'replay', network, processId: library.id });
  });

  it('is what was found when it was evaluated, and that it came back as it was saved', async () => {
    const kept = await engine.readKeptEvidence(library.id);
    expect(kept).toMatchObject({ level: 'evaluated', nonce: evaluated.progress.nonce });
    const counts = (facts: JobSnapshot['facts'] = []) =>
      facts
        .filter(({ name }) => name !== 'head' && name !== 'checkpoint')
        .map(({ name, status, count }) => `${name} ${status} ${count}`);
    expect(counts(kept?.facts)).toEqual(counts(evaluated.facts));
    expect(kept?.facts.find(({ name }) => name === 'checkpoint')).toMatchObject({
      status: 'holds',
      source: 'this browser',
      nonce: kept?.nonce,
    });
  });

  it('is none where nothing is kept', async () => {
    expect(await engine.readKeptEvidence(token.id)).toBeNull();
    await expect(engine.readKeptEvidence('hello')).rejects.toMatchObject({ code: 'invalid-id' });
  });
});
