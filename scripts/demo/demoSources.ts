import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Bytes } from '../../src/base/bytes.ts';
import type { DemoSources } from './demoNetwork.ts';
import { decodeRecordedResults, type RecordedResults } from './recordedResults.ts';

const folder = fileURLToPath(new URL('./', import.meta.url));

/** Where `public/` lies, with a slash at its end. */
export const publicFolder = fileURLToPath(new URL('../../public/', import.meta.url));

export const recordedResultsPath = `${folder}results.json.gz`;

/** Reads what the demo network is built from out of this repository. */
export async function openDemoSources(): Promise<DemoSources> {
  return {
    readPublic: async (name): Promise<Bytes> => new Uint8Array(await readFile(publicFolder + name)),
    readSource: (name) => readFile(folder + name, 'utf8'),
    recorded: await readRecordedResults(),
  };
}

async function readRecordedResults(): Promise<RecordedResults> {
  return decodeRecordedResults(await readFile(recordedResultsPath));
}
