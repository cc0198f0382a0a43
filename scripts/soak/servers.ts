import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Network } from '../../src/sources/network.ts';
import { serveSchedules } from '../bench/network/serveSchedules.ts';
import { signWorkload } from '../bench/network/signWorkload.ts';
import { tokenWorkload } from '../bench/network/workloads.ts';
import { publishModule } from '../demo/modules.ts';
import { root } from '../setup/command.mjs';

/** What is wrong with them now. */
export type Trouble = 'none' | 'unavailable' | 'limited' | 'cut' | 'silent' | 'away';

/** A gateway and a scheduler unit whose schedules grow. */
export interface Servers {
  readonly network: Network;
  readonly processIds: readonly string[];
  trouble: Trouble;
  /** Requests so far, answered or not. */
  readonly requestCount: number;
  headOf(processId: string): number;
  /** Every schedule by some messages, so that all of them are told after `ticks` calls. */
  grow(ticks: number): void;
  close(): Promise<void>;
}

interface Growing {
  readonly processId: string;
  /** What is told by now; it grows. */
  readonly nodes: string[];
  readonly whole: readonly string[];
}

const messageCount = 2000;

export async function openServers(count: number, random: () => number): Promise<Servers> {
  const lua = await readFile(`${root}scripts/demo/lua/token.lua`, 'utf8');
  const workloads = Array.from({ length: count }, (_, index) =>
    tokenWorkload(lua, { name: `eight-${index + 1}`, holders: 100, count: messageCount }),
  );
  const readPublic = async (name: string) => new Uint8Array(await readFile(`${root}public/${name}`));
  const module = await publishModule('aos2_0_6', readPublic);
  const schedules = await Promise.all(
    workloads.map(async (workload) => {
      const schedule = await signWorkload(workload, module.id);
      return { ...schedule, nodes: schedule.nodes.slice(0, 20), whole: schedule.nodes };
    }),
  );
  const growing: readonly Growing[] = schedules;
  let requestCount = 0;
  let trouble: Trouble = 'none';
  const served = await serveSchedules(schedules, [module], {
    async between(answer, { signal }) {
      requestCount += 1;
      switch (trouble) {
        case 'none':
          return answer();
        case 'unavailable':
          return new Response('<html>Service Unavailable</html>', { status: 503 });
        case 'limited':
          return new Response('slow down', { status: 429, headers: { 'retry-after': '2' } });
        case 'away':
          throw new Error('The server is away.');
        case 'silent':
          return await wait(3_600_000, new Response(), { signal });
        case 'cut': {
          const bytes = await (await answer()).arrayBuffer();
          const length = Math.floor(bytes.byteLength * random());
          return new Response(bytes.slice(0, length), {
            headers: { 'content-type': 'application/json', 'content-length': String(bytes.byteLength) },
          });
        }
      }
    },
  });
  return {
    get trouble() {
      return trouble;
    },
    set trouble(next) {
      trouble = next;
    },
    network: served.network,
    processIds: growing.map(({ processId }) => processId),
    get requestCount() {
      return requestCount;
    },
    headOf: (processId: string) =>
      (growing.find((each) => each.processId === processId)?.nodes.length ?? 0) - 1,
    grow(ticks: number) {
      for (const { nodes, whole } of growing) {
        const count = Math.floor(((2 * whole.length) / ticks) * random());
        nodes.push(...whole.slice(nodes.length, nodes.length + count));
      }
    },
    close: () => served.close(),
  };
}
