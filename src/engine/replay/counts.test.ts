import { expect, it } from 'vitest';
import { demoNetwork } from '../../devnet/network.ts';
import { demoProcesses } from '../../devnet/processes.ts';
import type { Evaluator } from '../../evaluation/evaluator.ts';
import { openLocalEvaluator } from '../../evaluation/localEvaluator.ts';
import { createRecordStore } from '../../storage/recordStore.ts';
import { createMemoryRecords } from '../../storage/records/memoryRecords.ts';
import type { Records, TableName } from '../../storage/records/records.ts';
import { createScheduleVerifier } from '../../verification/schedule.ts';
import { changedEvaluator } from '../testing/changedEvaluator.ts';
import { demoDevnet, demoEngine, runJob } from '../testing/demoEngine.ts';

/**
 * What a replay costs, counted and not timed: a change that makes each message copy memory, write a record, cross a thread or ask a
 * server once more shows here, on any machine. A number that has to rise is changed with the reason.
 */

const network = { ...demoNetwork, computeUnits: [] };
const toNonce = 99;
const messages = toNonce + 1;

/** How often each thing happened, by name. */
class Counts {
  readonly all: Record<string, number> = {};

  add(name: string, count = 1): void {
    this.all[name] = (this.all[name] ?? 0) + count;
  }
}

function counted(evaluator: Evaluator, counts: Counts): Evaluator {
  return changedEvaluator(evaluator, {
    async evaluate(inputs, options) {
      counts.add('messages to the evaluator', inputs.length);
      const evaluated = await evaluator.evaluate(inputs, options);
      // So that saving does not depend on how fast this machine is.
      return evaluated.map((each) => ({ ...each, handleMs: 1 }));
    },
    async capture() {
      const captured = await evaluator.capture();
      counts.add('captures of memory');
      counts.add('pages captured', captured.pages.indices.length);
      return captured;
    },
    hashMemory() {
      counts.add('hashes of memory');
      return evaluator.hashMemory();
    },
  });
}

/** Texts whole, bytes by their number: what compression makes of pages is not the same in every version of it. */
function countedRecords(records: Records, counts: Counts): Records {
  const bytesIn = new Map<TableName, number>();
  return {
    ...records,
    write: (tables, body) => {
      counts.add('transactions that write');
      return records.write(tables, (transaction) =>
        body({
          ...transaction,
          put(table, record) {
            counts.add(`records written in ${table}`);
            if ('texts' in record) {
              const bytes = record.texts.reduce((sum, text) => sum + text.length, bytesIn.get(table) ?? 0);
              bytesIn.set(table, bytes);
              counts.all[`characters written in ${table}`] = bytes;
            }
            return transaction.put(table, record);
          },
        }),
      );
    },
  };
}

/** Evaluates the demo’s token from nothing, and counts. */
async function replay(): Promise<Counts['all']> {
  const counts = new Counts();
  const store = createRecordStore(countedRecords(createMemoryRecords(), counts));
  await store.saveRules({ reachWithinMs: 1_000_000 });
  const prepared = { ...counts.all };
  const engine = demoEngine(store, {
    fetch: (request) => {
      counts.add(`fetches from ${new URL(request.url).hostname.split('.')[0]}`);
      return demoDevnet(request);
    },
    openEvaluator: async (options) => counted(await openLocalEvaluator(options), counts),
    createVerifier: (options) => {
      const verifier = createScheduleVerifier(options);
      return {
        get position() {
          return verifier.position;
        },
        verify(entries, how) {
          counts.add('calls of the verifier');
          counts.add('entries to the verifier', entries.length);
          return verifier.verify(entries, how);
        },
      };
    },
    // Time stands still: nothing is saved because time has passed.
    steadyMs: () => 0,
  });
  const last = await runJob(engine, { kind: 'replay', network, processId: demoProcesses[0].id, toNonce });
  expect(last).toMatchObject({ state: 'done', progress: { nonce: toNonce, savedNonce: toNonce } });
  return Object.fromEntries(
    Object.entries(counts.all).map(([name, count]) => [name, count - (prepared[name] ?? 0)]),
  );
}

it(`costs exactly this for ${messages} messages`, async () => {
  expect(await replay()).toEqual({
    // Whether it is a unit or a router, the process, its latest entry, and two pages: 50 entries at first, 500 from then on.
    'fetches from su': 5,
    // The module's metadata and its bytes.
    'fetches from gateway': 2,
    // 2, 4, 14, 30 and 50 entries: each once.
    'calls of the verifier': 5,
    'entries to the verifier': messages,
    'messages to the evaluator': messages,
    // At the end; nothing else reads or copies memory.
    'captures of memory': 1,
    'pages captured': 508,
    'transactions that write': 12,
    // The process, its module, and the module's faster form.
    'records written in documents': 3,
    'records written in secrets': 1,
    'records written in preferences': 0,
    // As many as calls of the verifier.
    'records written in schedule': 5,
    'characters written in schedule': 404_542,
    // Up to 256 to a record: one of results, one of what duplicates are recognised by.
    'records written in results': 2,
    'characters written in results': 121_967,
    'records written in checkpoints': 1,
    // The checkpoint's pages in two, one for each of two threads to compress, a file, and the module's globals.
    'records written in packs': 4,
  });
});
