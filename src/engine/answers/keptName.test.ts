import { describe, expect, it } from 'vitest';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import { createMemoryStore } from '../../storage/memoryStore.ts';
import { demoEngine } from '../testing/demoEngine.ts';

const [token] = demoProcesses;
const network = { ...demoNetwork, computeUnits: [] };

/** Whoever asks this engine for anything that is not kept is told so. */
const offline = { fetch: () => Promise.reject(new TypeError('offline')) };

async function keptToken() {
  const store = createMemoryStore();
  await demoEngine(store).readProcess({ network, processId: token.id });
  return store;
}

describe('the name of a process that is kept', () => {
  it('is its tag, read without asking anybody', async () => {
    expect(await demoEngine(await keptToken(), offline).readKeptName(token.id)).toBe(token.name);
  });

  it('is none where it is not kept, and none of what is no id', async () => {
    expect(await demoEngine().readKeptName(token.id)).toBeNull();
    await expect(demoEngine().readKeptName('hello')).rejects.toMatchObject({ code: 'invalid-id' });
  });

  it('is none where the tags are not those that were signed', async () => {
    const store = await keptToken();
    const kept = await store.loadDocument('process', token.id);
    const json = kept?.json.replace(`"${token.name}"`, '"Somebody else"') ?? '';
    expect(json).toContain('Somebody else');
    await store.saveDocument('process', token.id, { json, bytes: null });
    expect(await demoEngine(store, offline).readKeptName(token.id)).toBeNull();
  });
});
